#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "edge/actor_bridge.hpp"
#include "edge/admin_bridge.hpp"
#include "edge/event_stream.hpp"
#include "edge/results_view.hpp"
#include "edge/router.hpp"
#include "edge/shared_state.hpp"
#include "edge/strict_json.hpp"
#include "edge/voter_bridge.hpp"

namespace scrutin::edge {

class api;

/// A request on its way to its route.
struct api_call {
  const exchange_ptr& asker;
  std::size_t route = 0;
  route_params params{};
  /// Whose request it is; see proxy_list.
  address_bytes client{};
  rate_standing standing;
  /// When it came, by the monotonic clock.
  std::int64_t now_ns = 0;
  /// Where the administration is asked: what was shown of who asks.
  admin_proof proof{};
};

using api_function = void (*)(api&, const api_call&);
using api_route = route<api_function>;

/// Every route of the API, in one table.
const std::vector<api_route>& api_routes();

/// The API on one io thread: finds the route of a request, holds its policy,
/// and gives routes what they need.
class api final : public application,
                  private bridge_listener,
                  private admin_listener,
                  private voter_listener {
public:
  api(caf::actor_system& system, boost::asio::io_context& io,
      std::shared_ptr<shared_state> shared, std::uint32_t thread);
  ~api() override;

  // -- application ------------------------------------------------------------

  [[nodiscard]] std::uint32_t
  body_limit(const request_head& head) const override;
  void serve(const exchange_ptr& x) override;
  [[nodiscard]] response refuse(unsigned status,
                                std::string_view detail) const override;
  void drain() override;

  // -- for routes -------------------------------------------------------------

  [[nodiscard]] const edge_services& services() const {
    return shared_->services;
  }
  [[nodiscard]] shared_state& shared() { return *shared_; }
  [[nodiscard]] const results_view& view() const { return view_; }
  [[nodiscard]] actor_bridge& bridge() { return bridge_; }
  [[nodiscard]] admin_bridge& administration() { return administration_; }
  [[nodiscard]] voter_bridge& voters() { return voters_; }
  [[nodiscard]] event_stream& streams() { return streams_; }
  [[nodiscard]] json_reader& reader() { return reader_; }
  [[nodiscard]] const cast_namer& namer(const served_election& x);
  /// 16 random bytes.
  std::string random_key();
  void answer(const api_call& call, response x);
  /// Puts the fields of every answer on the head of a stream.
  void begin_stream(const api_call& call, response& head);

private:
  void on_outcome(const waiting_request& x, const cast_outcome& y) override;
  void on_overload(const waiting_request& x) override;
  void on_receipt(const waiting_request& x, receipt_state state) override;
  void on_results(const results_update& x) override;
  void on_elections(const election_statuses& x) override;
  void on_certificate(const certificate_published& x) override;
  void on_administration(const waiting_admin& x,
                         const admin_answer* y) override;
  void on_voter(const waiting_voter& x) override;

  void finish(const exchange_ptr& asker, std::size_t route,
              const rate_standing& standing, response& x);
  void append_origin(std::string& fields, const request_head& head) const;
  void answer_unrouted(const exchange_ptr& asker, const route_match& match);
  [[nodiscard]] address_bytes client_of(const request& x) const;

  std::shared_ptr<shared_state> shared_;
  results_view view_;
  actor_bridge bridge_;
  admin_bridge administration_;
  voter_bridge voters_;
  event_stream streams_;
  json_reader reader_;
  std::unordered_map<election_id, cast_namer> namers_;
  std::vector<route_counter> counters_;
  std::string random_;
};

} // namespace scrutin::edge
