// Goal: voters see the options in the order that the definition promises, on
// every node the same. Method: small contests; the lots drawn here by hand.
#define CAF_SUITE ballot_sequence
#include "caf/test/unit_test.hpp"

#include <map>

#include "domain/ballot_sequence.hpp"
#include "domain/cryptography.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using ids = std::vector<std::uint32_t>;

ids ids_of(const std::vector<const contest_option*>& options) {
  ids list;
  for (const auto* option : options) {
    list.push_back(option->id.value);
  }
  return list;
}

ids shown(const election& x) {
  return ids_of(shown_order(x, x.contests[0]));
}

credential_tag voter(unsigned number) {
  return credential_tag::from(
    sha256("voter " + std::to_string(number)).view().substr(0, 16));
}

election named(const std::vector<std::string>& names) {
  auto x = single(static_cast<std::uint32_t>(names.size()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    x.contests[0].options[i].name.fr = names[i];
  }
  x.order = ballot_order_rule::alphabetical;
  return x;
}

} // namespace

CAF_TEST(the order of the definition is the order of the ballot) {
  CAF_CHECK(shown(single(4)) == (ids{1, 2, 3, 4}));
}

CAF_TEST(an alphabetical order knows neither case nor accents) {
  auto x = named({"Zoé", "émile", "Eve", "Çelik", "Cadieux", "Œuvrard", "Odile",
                  "O’Neil", "O'Brien"});
  // cadieux celik emile eve obrien odile oeuvrard oneil zoe
  CAF_CHECK(shown(x) == (ids{5, 4, 2, 3, 9, 7, 6, 8, 1}));
  CAF_CHECK_EQUAL(sort_key("Théberge-Côté"), "theberge cote");
  CAF_CHECK_EQUAL(sort_key("Łukasz Ångström Škoda"), "lukasz angstrom skoda");
  CAF_CHECK_EQUAL(sort_key("Æ ß ×"), "ae ss ×");
}

CAF_TEST(an alphabetical order goes by the family name where it is told) {
  auto x = named({"Anne Zola", "Zoé Abel", "Bernard"});
  x.contests[0].options[0].sort_name = "Zola, Anne";
  x.contests[0].options[1].sort_name = "Abel, Zoé";
  CAF_CHECK(shown(x) == (ids{2, 3, 1}));
}

CAF_TEST(a drawn order can be drawn again from its seed) {
  auto x = single(5);
  x.order = ballot_order_rule::drawn;
  x.order_seed = "6 5 4 3 2 1";
  std::map<std::string, std::uint32_t, std::greater<>> lots;
  for (std::uint32_t id = 1; id <= 5; ++id) {
    auto text = "6 5 4 3 2 1|order|7|1|" + std::to_string(id);
    lots[std::string{sha256(text).view()}] = id;
  }
  ids expected;
  for (const auto& [lot, id] : lots) {
    expected.push_back(id);
  }
  CAF_CHECK(shown(x) == expected);
  x.order_seed = "6 5 4 3 2 2";
  CAF_CHECK(shown(x) != expected);
}

CAF_TEST(a rotated ballot begins elsewhere for each voter and always there) {
  auto x = single(4);
  x.order = ballot_order_rule::rotated;
  const auto& where = x.contests[0];
  CAF_CHECK(shown(x) == (ids{1, 2, 3, 4}));
  std::map<std::uint32_t, unsigned> first;
  constexpr unsigned voters = 2'000;
  for (unsigned i = 0; i < voters; ++i) {
    auto own = ids_of(shown_order(x, where, voter(i)));
    CAF_REQUIRE_EQUAL(own.size(), 4u);
    CAF_CHECK(ids_of(shown_order(x, where, voter(i))) == own);
    for (std::size_t place = 1; place < own.size(); ++place) {
      CAF_CHECK_EQUAL(own[place], own[place - 1] % 4 + 1);
    }
    ++first[own.front()];
  }
  // About 500 each; 19 is a standard deviation.
  CAF_REQUIRE_EQUAL(first.size(), 4u);
  for (const auto& [id, count] : first) {
    CAF_CHECK(count > 400 && count < 600);
  }
}

CAF_TEST(only a rotated ballot hangs on who looks at it) {
  auto x = named({"C", "B", "A"});
  CAF_CHECK(ids_of(shown_order(x, x.contests[0], voter(1))) == (ids{3, 2, 1}));
}
