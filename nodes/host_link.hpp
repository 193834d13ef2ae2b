#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include "config/node_address.hpp"
#include "config/node_options.hpp"
#include "domain/cluster.hpp"
#include "domain/result.hpp"
#include "protocol/errors.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

/// A guest's way to a host: the first that answers of its seeds, and of the
/// validator nodes that it has heard of since. Blocks; used from one thread at
/// a time.
class host_link {
public:
  /// @param dialer: reaches nodes by name and address.
  /// @param seeds: one at least.
  host_link(caf::actor_system& system, dialer_actor dialer,
            const std::vector<node_address>& seeds);

  /// Asks the host, or the next where it does not answer.
  /// @returns its answer or its own error; `storage_away` where no host
  /// answers.
  template <class Answer, class Question>
  result<Answer> ask(const Question& x) {
    for (std::size_t tried = 0; tried < hosts_.size(); ++tried) {
      if (!is_connected() && !connect()) {
        next();
        continue;
      }
      result<Answer> answer = error{ec::storage_away, "no host answers"};
      bool is_answered = false;
      self_->request(gate_, answer_max, x)
        .receive(
          [&](Answer& found) {
            answer = std::move(found);
            is_answered = true;
          },
          [&](const caf::error& why) {
            if (auto ours = from_caf(why)) {
              answer = *ours;
              is_answered = true;
            }
          });
      if (is_answered) {
        return answer;
      }
      next();
    }
    return error{ec::storage_away, "no host answers: " + tried_hosts()};
  }

  /// From now on these are hosts, after the seeds.
  void learn(const cluster_view& view);

private:
  static constexpr std::chrono::seconds answer_max{2};

  [[nodiscard]] bool is_connected() const { return bool{gate_}; }
  bool connect();
  void next();
  [[nodiscard]] std::string tried_hosts() const;

  caf::scoped_actor self_;
  dialer_actor dialer_;
  std::size_t seeds_;
  std::vector<member> hosts_;
  std::size_t at_ = 0;
  gate_actor gate_;
};

/// The nodes that a guest joins by.
std::vector<node_address> hosts_of(const cluster_options& options);

} // namespace scrutin
