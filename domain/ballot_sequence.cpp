#include "domain/ballot_sequence.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "domain/counting/lot.hpp"
#include "domain/cryptography.hpp"

namespace scrutin {

namespace {

// From U+00C0 on, the letters below; the rest of the block stays as it is.
// '.' is a character that stands for itself.
constexpr std::string_view latin_1 = "aaaaaa.ceeeeiiiidnooooo.ouuuuy.."
                                     "aaaaaa.ceeeeiiiidnooooo.ouuuuy.y";
constexpr std::string_view extended_a =
  "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.lllllll"
  "lllnnnnnnn..oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

// The base letter of a code point of two bytes; empty where there is none.
std::string base_letter(unsigned code) {
  switch (code) {
  case 0xC6:
  case 0xE6:
    return "ae";
  case 0x152:
  case 0x153:
    return "oe";
  case 0xDF:
    return "ss";
  default:
    break;
  }
  auto letter = '.';
  if (code >= 0xC0 && code < 0x100) {
    letter = latin_1[code - 0xC0];
  } else if (code >= 0x100 && code < 0x100 + extended_a.size()) {
    letter = extended_a[code - 0x100];
  }
  return letter == '.' ? std::string{} : std::string(1, letter);
}

std::vector<const contest_option*> as_listed(const contest& where) {
  std::vector<const contest_option*> all;
  all.reserve(where.options.size());
  for (const auto& option : where.options) {
    if (!option.write_in) {
      all.push_back(&option);
    }
  }
  return all;
}

// Sorts by what `key` gives; equals stay as listed.
template <class Key>
void sort_by(std::vector<const contest_option*>& options, Key key) {
  using keyed =
    std::pair<decltype(key(*options.front())), const contest_option*>;
  std::vector<keyed> all;
  for (const auto* option : options) {
    all.emplace_back(key(*option), option);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& x, const auto& y) {
    return x.first < y.first;
  });
  std::transform(all.begin(), all.end(), options.begin(),
                 [](const auto& x) { return x.second; });
}

} // namespace

std::string sort_key(const std::string& name) {
  constexpr std::string_view typographic_apostrophe = "\xE2\x80\x99";
  std::string key;
  std::string_view rest = name;
  while (!rest.empty()) {
    auto byte = static_cast<unsigned char>(rest.front());
    if (rest.substr(0, typographic_apostrophe.size())
        == typographic_apostrophe) {
      rest.remove_prefix(typographic_apostrophe.size());
      continue;
    }
    if ((byte & 0xE0U) == 0xC0U && rest.size() > 1) {
      auto code =
        ((byte & 0x1FU) << 6U) | (static_cast<unsigned char>(rest[1]) & 0x3FU);
      auto letter = base_letter(code);
      key += letter.empty() ? std::string{rest.substr(0, 2)} : letter;
      rest.remove_prefix(2);
      continue;
    }
    if (byte >= 'A' && byte <= 'Z') {
      key += static_cast<char>(byte - 'A' + 'a');
    } else if (byte == '-') {
      key += ' ';
    } else if (byte != '\'') {
      key += static_cast<char>(byte);
    }
    rest.remove_prefix(1);
  }
  return key;
}

std::vector<const contest_option*> shown_order(const election& in,
                                               const contest& where) {
  auto options = as_listed(where);
  switch (in.order) {
  case ballot_order_rule::listed:
  case ballot_order_rule::rotated:
    break;
  case ballot_order_rule::alphabetical:
    sort_by(options, [](const contest_option& x) {
      return sort_key(x.sort_name.empty() ? x.name.fr : x.sort_name);
    });
    break;
  case ballot_order_rule::drawn:
    sort_by(options, [&](const contest_option& x) {
      return std::string{
        lot_of(in.order_seed + "|order", {in.id, where.region}, x.id).view()};
    });
    std::reverse(options.begin(), options.end());
    break;
  }
  return options;
}

std::vector<const contest_option*> shown_order(const election& in,
                                               const contest& where,
                                               const credential_tag& voter) {
  auto options = shown_order(in, where);
  if (in.order != ballot_order_rule::rotated || options.empty()) {
    return options;
  }
  auto hash = sha256("rotation|" + std::to_string(in.id.value) + '|'
                     + std::to_string(where.region.value) + '|'
                     + std::string{voter.view()});
  std::uint64_t drawn = 0;
  for (std::size_t i = 0; i < sizeof(drawn); ++i) {
    drawn = (drawn << 8U) | hash.data[i];
  }
  auto first = static_cast<std::ptrdiff_t>(drawn % options.size());
  std::rotate(options.begin(), options.begin() + first, options.end());
  return options;
}

} // namespace scrutin
