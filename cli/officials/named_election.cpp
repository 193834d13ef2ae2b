#include "cli/officials/named_election.hpp"

#include <charconv>
#include <optional>

namespace scrutin {

namespace {

std::optional<std::uint32_t> number_in(const std::string& text) {
  std::uint32_t number = 0;
  const auto* last = text.data() + text.size();
  auto [end, failure] = std::from_chars(text.data(), last, number);
  return failure == std::errc{} && end == last && number != 0
           ? std::optional{number}
           : std::nullopt;
}

/// Of a list of elections or laws.
std::optional<std::uint32_t> find_in(const boost::json::value& list,
                                     const char* code_member,
                                     const std::string& code) {
  if (!list.is_array()) {
    return std::nullopt;
  }
  for (const auto& x : list.as_array()) {
    const auto* told =
      x.is_object() ? x.as_object().if_contains(code_member) : nullptr;
    const auto* id =
      x.is_object() ? x.as_object().if_contains("election_id") : nullptr;
    if (told != nullptr && id != nullptr && told->is_string()
        && told->as_string() == code && id->is_int64()) {
      return static_cast<std::uint32_t>(id->as_int64());
    }
  }
  return std::nullopt;
}

} // namespace

result<std::uint32_t> find_election(const admin_client& at,
                                    const std::string& name) {
  auto served = true;
  for (const auto& [target, member] : {std::pair{"/api/v1/elections", "code"},
                                       std::pair{"/api/v1/laws", "law_id"}}) {
    auto list = at.get(target);
    if (!list) {
      return list.failure();
    }
    served = served && list->status == 200;
    if (auto id = find_in(list->body, member, name)) {
      return *id;
    }
  }
  if (auto id = number_in(name)) {
    return *id;
  }
  return error{ec::unknown_election,
               served ? "the node has no election " + name
                      : "that node serves no voters, and cannot tell which "
                        "election is "
                          + name + ": give its id, or --node of another"};
}

result<reached_election> reach_election(const official_flags& by,
                                        const std::string& name) {
  auto client = by.open();
  if (!client) {
    return client.failure();
  }
  auto id = find_election(*client, name);
  if (!id) {
    return id.failure();
  }
  return reached_election{*std::move(client), *id};
}

} // namespace scrutin
