#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/load/cast_plan.hpp"
#include "cli/load/contest_target.hpp"

namespace scrutin::load {

/// Writes the requests that cast ballots in one contest. What is alike in all
/// of them is rendered once; a cast copies it and puts its own fields between.
class vote_request {
public:
  vote_request(const contest_target& contest, const server_address& server,
               bool with_retry_key);

  /// Replaces `out` by the bytes of a request. Allocates only while `out` is
  /// smaller than they are.
  void render(const planned_cast& x, std::string& out) const;

private:
  void render_body(const planned_cast& x, std::string& body) const;
  void append_selection(std::string_view selection, std::string& body) const;

  ballot_form form_;
  /// The header, up to the value of Content-Length.
  std::string head_;
  /// Where the retry key stands in it; npos without one.
  std::size_t retry_key_at_ = std::string::npos;
  /// Between code and selection.
  std::string contest_fields_;
};

} // namespace scrutin::load
