#pragma once

// How domain types travel: fixed-size bytes as raw blocks, ids as their
// number, structs field by field. Enums arrive unchecked: whoever receives
// one from another node checks its range.

#include <caf/deserializer.hpp>
#include <caf/error.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/optional.hpp>
#include <caf/serializer.hpp>

#include "domain/cluster.hpp"
#include "domain/counting/count.hpp"
#include "domain/fixed_bytes.hpp"
#include "domain/ids.hpp"
#include "domain/ledger.hpp"
#include "domain/review.hpp"
#include "domain/snapshot.hpp"
#include "domain/tally.hpp"

namespace scrutin {

template <std::size_t N, class Meaning>
caf::error inspect(caf::serializer& f, fixed_bytes<N, Meaning>& x) {
  return f.apply_raw(N, x.data.data());
}

template <std::size_t N, class Meaning>
caf::error inspect(caf::deserializer& f, fixed_bytes<N, Meaning>& x) {
  return f.apply_raw(N, x.data.data());
}

template <class Inspector, class Meaning, class Integer>
typename Inspector::result_type inspect(Inspector& f,
                                        strong_id<Meaning, Integer>& x) {
  return f(x.value);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, contest_id& x) {
  return f(caf::meta::type_name("contest_id"), x.election, x.region);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_id& x) {
  return f(caf::meta::type_name("partition_id"), x.election, x.region, x.slice);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, frame_mark& x) {
  return f(caf::meta::type_name("frame_mark"), x.sequence, x.epoch, x.kind,
           x.tag);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cast& x) {
  return f(caf::meta::type_name("cast"), x.partition, x.tag, x.ballot, x.retry,
           x.selection, x.received_at_ms);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, tally_entry& x) {
  return f(caf::meta::type_name("tally_entry"), x.selection, x.votes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, option_votes& x) {
  return f(caf::meta::type_name("option_votes"), x.option, x.votes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, attempt_count& x) {
  return f(caf::meta::type_name("attempt_count"), x.credential, x.attempts);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, review_entry& x) {
  return f(caf::meta::type_name("review_entry"), x.contest, x.kind, x.tag,
           x.attempts, x.first_day, x.last_day);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, node_roles& x) {
  return f(caf::meta::type_name("node_roles"), x.edge, x.validator, x.results);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, member& x) {
  return f(caf::meta::type_name("member"), x.name, x.incarnation, x.address,
           x.roles, x.protocol);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, member_view& x) {
  return f(caf::meta::type_name("member_view"), x.what, x.draining, x.silent_ms,
           x.renewals);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, partition_owner& x) {
  return f(caf::meta::type_name("partition_owner"), x.partition, x.owner,
           x.epoch);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cluster_view& x) {
  return f(caf::meta::type_name("cluster_view"), x.members, x.partitions);
}

// Raw bytes and ids never appear in a printed message.
template <std::size_t N, class Meaning>
std::string to_string(const fixed_bytes<N, Meaning>&) {
  return "<" + std::to_string(N) + " bytes>";
}

} // namespace scrutin
