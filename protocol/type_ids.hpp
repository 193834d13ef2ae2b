#pragma once

// The one list of what may be a message. A type that is not in it does not
// compile as one.

#include <caf/type_id.hpp>

#include "protocol/actors.hpp"

CAF_BEGIN_TYPE_ID_BLOCK(scrutin, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(scrutin, (scrutin::acquire_partition))
CAF_ADD_TYPE_ID(scrutin, (scrutin::append_frame))
CAF_ADD_TYPE_ID(scrutin, (scrutin::cast_batch))
CAF_ADD_TYPE_ID(scrutin, (scrutin::cast_outcomes))
CAF_ADD_TYPE_ID(scrutin, (scrutin::clock_tick))
CAF_ADD_TYPE_ID(scrutin, (scrutin::close_partition))
CAF_ADD_TYPE_ID(scrutin, (scrutin::collect_reviews))
CAF_ADD_TYPE_ID(scrutin, (scrutin::election_statuses))
CAF_ADD_TYPE_ID(scrutin, (scrutin::frame_committed))
CAF_ADD_TYPE_ID(scrutin, (scrutin::open_partition))
CAF_ADD_TYPE_ID(scrutin, (scrutin::partition_log))
CAF_ADD_TYPE_ID(scrutin, (scrutin::partition_map))
CAF_ADD_TYPE_ID(scrutin, (scrutin::partition_ready))
CAF_ADD_TYPE_ID(scrutin, (scrutin::partition_status))
CAF_ADD_TYPE_ID(scrutin, (scrutin::receipt_answer))
CAF_ADD_TYPE_ID(scrutin, (scrutin::receipt_query))
CAF_ADD_TYPE_ID(scrutin, (scrutin::restart_child))
CAF_ADD_TYPE_ID(scrutin, (scrutin::results_ack))
CAF_ADD_TYPE_ID(scrutin, (scrutin::results_update))
CAF_ADD_TYPE_ID(scrutin, (scrutin::review_report))
CAF_ADD_TYPE_ID(scrutin, (scrutin::status_query))
CAF_ADD_TYPE_ID(scrutin, (scrutin::subscribe_elections))
CAF_ADD_TYPE_ID(scrutin, (scrutin::subscribe_partitions))
CAF_ADD_TYPE_ID(scrutin, (scrutin::subscribe_results))
CAF_ADD_TYPE_ID(scrutin, (scrutin::subscribe_totals))
CAF_ADD_TYPE_ID(scrutin, (scrutin::totals_ack))
CAF_ADD_TYPE_ID(scrutin, (scrutin::totals_update))
CAF_ADD_TYPE_ID(scrutin, (scrutin::cluster_news))
CAF_ADD_TYPE_ID(scrutin, (scrutin::leave_partition))
CAF_ADD_TYPE_ID(scrutin, (scrutin::partition_left))
CAF_ADD_TYPE_ID(scrutin, (scrutin::partition_released))
CAF_ADD_TYPE_ID(scrutin, (scrutin::release_partition))
CAF_ADD_TYPE_ID(scrutin, (scrutin::subscribe_cluster))
CAF_ADD_TYPE_ID(scrutin, (scrutin::dial_again))
CAF_ADD_TYPE_ID(scrutin, (scrutin::dial_node))
CAF_ADD_TYPE_ID(scrutin, (scrutin::greet_node))
CAF_ADD_TYPE_ID(scrutin, (scrutin::node_dialled))
CAF_ADD_TYPE_ID(scrutin, (scrutin::node_news))
CAF_ADD_TYPE_ID(scrutin, (scrutin::offer_partition))
CAF_ADD_TYPE_ID(scrutin, (scrutin::cluster_left))
CAF_ADD_TYPE_ID(scrutin, (scrutin::leave_cluster))
CAF_ADD_TYPE_ID(scrutin, (scrutin::results_here))
CAF_ADD_TYPE_ID(scrutin, (scrutin::elections_offer))
CAF_ADD_TYPE_ID(scrutin, (scrutin::elections_wanted))
CAF_ADD_TYPE_ID(scrutin, (scrutin::guest_heartbeat))
CAF_ADD_TYPE_ID(scrutin, (scrutin::guest_view))

CAF_END_TYPE_ID_BLOCK(scrutin)
