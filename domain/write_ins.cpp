#include "domain/write_ins.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <variant>

#include "domain/byte_codec.hpp"
#include "domain/cryptography.hpp"
#include "domain/selection.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t id_bytes = 8;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string name_in(const std::string& canonical) {
  auto parsed = from_canonical(canonical);
  return parsed && std::holds_alternative<write_in>(*parsed)
           ? std::get<write_in>(*parsed).name
           : std::string{};
}

} // namespace

std::string write_in_id_of(contest_id contest, std::string_view name) {
  std::string bytes;
  byte_writer out{bytes};
  out.raw("scrutin write-in");
  out.u8(0);
  out.u32(contest.election.value);
  out.u32(contest.region.value);
  out.raw(name);
  return to_hex(sha256(bytes).view().substr(0, id_bytes));
}

result<std::string> tidied_name(std::string_view typed) {
  if (!is_utf8(typed) || std::any_of(typed.begin(), typed.end(), is_control)) {
    return error{ec::malformed, "a name is one line of text"};
  }
  std::string name;
  for (auto c : typed) {
    if (c != ' ' || (!name.empty() && name.back() != ' ')) {
      name += c;
    }
  }
  if (!name.empty() && name.back() == ' ') {
    name.pop_back();
  }
  if (name.empty() || name.size() > write_in::name_bytes_max) {
    return error{ec::malformed, "a name has 1 to "
                                  + std::to_string(write_in::name_bytes_max)
                                  + " bytes"};
  }
  if (has_many_digits(name)) {
    return error{ec::malformed, "a name must not hold nine digits in a row"};
  }
  return name;
}

bool is_write_in(std::string_view canonical) {
  static const auto kind = to_canonical(write_in{});
  return canonical.substr(0, kind.size()) == kind;
}

std::string counted_as(contest_id contest, const std::string& canonical,
                       const std::vector<write_in_merge>& merged) {
  if (!is_write_in(canonical)) {
    return canonical;
  }
  auto id = write_in_id_of(contest, name_in(canonical));
  auto found = std::find_if(merged.begin(), merged.end(), [&id](const auto& x) {
    return x.written_name == id;
  });
  return found == merged.end() || found->option.value == 0
           ? to_canonical(write_in{})
           : to_canonical(single_choice{found->option});
}

tally counted_as(contest_id contest, const tally& votes,
                 const std::vector<write_in_merge>& merged) {
  tally counted;
  votes.for_each([&](const std::string& selection, std::uint64_t ballots) {
    counted.add(counted_as(contest, selection, merged), ballots);
  });
  return counted;
}

std::vector<write_in_count> written_names(region_id region,
                                          const tally& votes) {
  std::vector<write_in_count> names;
  votes.for_each([&](const std::string& selection, std::uint64_t ballots) {
    if (is_write_in(selection)) {
      names.push_back({region, name_in(selection), ballots});
    }
  });
  std::sort(names.begin(), names.end(), [](const auto& x, const auto& y) {
    return std::tie(y.votes, x.name) < std::tie(x.votes, y.name);
  });
  return names;
}

} // namespace scrutin
