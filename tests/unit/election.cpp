#define CAF_SUITE election
#include "caf/test/unit_test.hpp"

#include <functional>
#include <set>

#include "domain/election.hpp"
#include "domain/text.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using change = std::function<void(election&)>;

struct mistake {
  const char* message;
  change make;
};

contest& centre(election& x) {
  return x.contests.front();
}

election with_party() {
  auto x = single(2);
  x.parties.push_back({"IND", {"Independant", "Independent"}, "#00A5E0"});
  centre(x).options.front().party_code = "IND";
  return x;
}

void check_mistakes(const election& good, const std::vector<mistake>& list) {
  CAF_REQUIRE(validate(good));
  for (const auto& [message, make] : list) {
    auto bad = good;
    make(bad);
    auto done = validate(bad);
    if (done) {
      CAF_ERROR("not noticed: " << message);
      continue;
    }
    CAF_CHECK(done.failure().code == ec::bad_configuration);
    if (done.failure().detail.find(message) == std::string::npos) {
      CAF_ERROR(done.failure().detail << " instead of: " << message);
    }
  }
}

const std::string long_text(2001, 'x');

} // namespace

CAF_TEST(what is wrong with an election as a whole is found) {
  check_mistakes(
    with_party(),
    {
      {"an id of at least 1", [](auto& x) { x.id = {0}; }},
      {"a code of 1 to 64", [](auto& x) { x.code.clear(); }},
      {"a code of 1 to 64", [](auto& x) { x.code = std::string(65, 'x'); }},
      {"without |", [](auto& x) { x.code = "a|b"; }},
      {"needs a name in", [](auto& x) { x.name.fr.clear(); }},
      {"needs a name in", [](auto& x) { x.name.en.clear(); }},
      {"needs a name in", [](auto& x) { x.name.fr = long_text; }},
      {"needs a name in", [](auto& x) { x.name.en = long_text; }},
      {"before it closes", [](auto& x) { x.closes_at_ms = x.opens_at_ms; }},
      {"release step", [](auto& x) { x.release_step_ballots = 0; }},
      {"partition size", [](auto& x) { x.partition_voters = 0; }},
      {"1 to 1000 regions", [](auto& x) { x.regions.clear(); }},
      {"1 to 1000 regions",
       [](auto& x) { x.regions.resize(1001, x.regions[0]); }},
      {"public lot_seed", [](auto& x) { x.counting.ties = tie_rule::lot; }},
    });
}

CAF_TEST(what is wrong with regions and parties is found) {
  check_mistakes(
    with_party(),
    {
      {"a region id stands twice",
       [](auto& x) { x.regions.push_back(x.regions[0]); }},
      {"a region needs an id", [](auto& x) { x.regions[0].id = {0}; }},
      {"a region needs an id", [](auto& x) { x.regions[0].name.fr = ""; }},
      {"region 2 has no contest",
       [](auto& x) {
         x.regions.push_back({{2}, "nord", {"Nord", "North"}});
       }},
      {"has two contests",
       [](auto& x) { x.contests.push_back(x.contests[0]); }},
      {"a party code stands twice",
       [](auto& x) { x.parties.push_back(x.parties[0]); }},
      {"needs a code", [](auto& x) { x.parties.push_back({}); }},
      {"IND needs", [](auto& x) { x.parties[0].name.en = ""; }},
      {"IND needs", [](auto& x) { x.parties[0].color = "00A5E0"; }},
      {"IND needs", [](auto& x) { x.parties[0].color = "#00A5E"; }},
      {"IND needs", [](auto& x) { x.parties[0].color = "#00A5EG"; }},
      {"IND needs", [](auto& x) { x.parties[0].color = "#00A5E0F"; }},
    });
}

CAF_TEST(what is wrong with a contest is found) {
  check_mistakes(
    with_party(),
    {
      {"region 9, which is not defined",
       [](auto& x) {
         x.contests.push_back(x.contests[0]);
         x.contests.back().region = {9};
       }},
      {"1 to 500 options", [](auto& x) { centre(x).options.clear(); }},
      {"1 to 500 options", [](auto& x) { centre(x).options.resize(501); }},
      {"option 0: an id", [](auto& x) { centre(x).options[0].id = {0}; }},
      {"option 2: an id", [](auto& x) { centre(x).options[0].id = {2}; }},
      {"option 2: has no name",
       [](auto& x) { centre(x).options[1].name.en = ""; }},
      {"option 2: has no name",
       [](auto& x) { centre(x).options[1].name.fr = long_text; }},
      {"party XYZ is not defined",
       [](auto& x) { centre(x).options[1].party_code = "XYZ"; }},
    });
}

CAF_TEST(what is wrong with a referendum is found) {
  auto two_regions = referendum();
  two_regions.regions.push_back({{2}, "nord", {"Nord", "North"}});
  two_regions.contests.push_back(two_regions.contests.front());
  two_regions.contests.back().region = {2};
  const auto* answers = "the options oui and non, and no others";
  check_mistakes(
    two_regions,
    {
      {"a question", [](auto& x) { x.question.reset(); }},
      {"a question", [](auto& x) { x.question->en = ""; }},
      {"by plurality",
       [](auto& x) { x.method = counting_method::instant_runoff; }},
      {answers, [](auto& x) { centre(x).options[0].code = "yes"; }},
      {answers, [](auto& x) { centre(x).options.pop_back(); }},
      {answers,
       [](auto& x) {
         centre(x).options.push_back({{3}, "peut-etre", {"a", "b"}, ""});
       }},
      {answers, [](auto& x) { x.contests[1].options[1].code = "peut-etre"; }},
      {answers,
       [](auto& x) {
         std::swap(x.contests[1].options[0].id, x.contests[1].options[1].id);
       }},
      {"a pass rule", [](auto& x) { x.pass.reset(); }},
      {"a pass rule", [](auto& x) { x.pass->denominator = 0; }},
      {"a share below one", [](auto& x) { x.pass->numerator = 2; }},
    });
}

CAF_TEST(limits themselves are allowed) {
  auto x = with_party();
  x.code = std::string(64, 'x');
  x.name.fr = std::string(2000, 'x');
  x.counting.ties = tie_rule::lot;
  x.counting.lot_seed = "seed";
  auto& options = centre(x).options;
  while (options.size() < 500) {
    auto id = static_cast<std::uint32_t>(options.size() + 1);
    options.push_back({{id}, "", {"a", "b"}, ""});
  }
  CAF_CHECK(validate(x));
}

CAF_TEST(things are found by what they are called) {
  auto x = with_party();
  CAF_CHECK(x.find_region({1}) == &x.regions[0]);
  CAF_CHECK(x.find_region({2}) == nullptr);
  CAF_CHECK(x.find_contest({1}) == &x.contests[0]);
  CAF_CHECK(x.find_contest({2}) == nullptr);
  CAF_CHECK(x.find_party("IND") == &x.parties[0]);
  CAF_CHECK(x.find_party("") == nullptr);
  CAF_CHECK(centre(x).find({2}) == &centre(x).options[1]);
  CAF_CHECK(centre(x).find({3}) == nullptr);
  auto law = referendum();
  CAF_CHECK(law.find_answer("non")->id == option_id{2});
  CAF_CHECK(law.find_answer("peut-etre") == nullptr);
  CAF_CHECK(election{}.find_answer("oui") == nullptr);
}

CAF_TEST(definitions of before keep the fingerprint that they had) {
  // As printed before methods and rules had names of their own.
  auto print = [](const election& x) { return to_hex(meaning_fingerprint(x)); };
  CAF_CHECK_EQUAL(print(referendum()), "5fcf389586d40de5b57297a73827fe54"
                                       "4c4ca1e290633d507c4a166158d3ce70");
  CAF_CHECK_EQUAL(print(ranked(3)), "dda46895cc715f6cd315d3c48dd146ba"
                                    "3165e630e3fa4d9918390a2fbb924d8b");
  CAF_CHECK_EQUAL(print(single(3)), "d8bfc13af6657910cd679bb824771a75"
                                    "a52d7f26f6fbd2d2d5383048bb0165c4");
}

CAF_TEST(what gives a ballot its meaning changes the fingerprint) {
  auto good = referendum();
  auto print = meaning_fingerprint(good);
  CAF_CHECK_EQUAL(print.size(), 32u);
  std::set<std::string> seen{print};
  for (const auto& make : std::vector<change>{
         [](auto& x) { x.id = {2}; },
         [](auto& x) { x.code = "loi-13"; },
         [](auto& x) { x.kind = election_kind::federal; },
         [](auto& x) { x.method = counting_method::instant_runoff; },
         [](auto& x) { x.counting.overvotes = overvote_rule::skip; },
         [](auto& x) {
           x.counting.skipped_ranks = skipped_rank_rule::exhaust_at_two;
         },
         [](auto& x) { x.counting.ties = tie_rule::lot; },
         [](auto& x) { x.counting.stop = stop_rule::two_remain; },
         [](auto& x) { x.counting.lot_seed = "seed"; },
         [](auto& x) { x.counting.ranks_max = 3; },
         [](auto& x) { x.counting.repeats = repeated_option_rule::skip; },
         [](auto& x) { x.counting.elimination = elimination_rule::batch; },
         [](auto& x) { x.contests[0].seats = 2; },
         [](auto& x) { x.blank_allowed = false; },
         [](auto& x) { x.withdrawal = withdrawal_rule::votes_stand; },
         [](auto& x) { x.withdrawal = withdrawal_rule::votes_void; },
         [](auto& x) { x.withdrawal = withdrawal_rule::contest_annulled; },
         [](auto& x) { x.contests[0].acclaimed = true; },
         [](auto& x) { x.roll.codes = code_format::legacy; },
         [](auto& x) { x.roll.digests = digest_scheme::nas_code; },
         [](auto& x) { x.policy = release_policy::live; },
         [](auto& x) { x.release_step_ballots = 26; },
         [](auto& x) { x.question->fr = "Autre ?"; },
         [](auto& x) { x.question->en = "Other?"; },
         [](auto& x) { x.pass.reset(); },
         [](auto& x) { x.pass->denominator = 3; },
         [](auto& x) { x.pass->base = pass_denominator::eligible; },
         [](auto& x) { x.contests[0].region = {2}; },
         [](auto& x) {
           std::swap(x.contests[0].options[0], x.contests[0].options[1]);
         },
         [](auto& x) { x.contests[0].options[0].id = {3}; },
         [](auto& x) { x.contests[0].options[0].code = "si"; },
         [](auto& x) { x.contests[0].options[0].party_code = "IND"; },
       }) {
    auto other = good;
    make(other);
    CAF_CHECK(seen.insert(meaning_fingerprint(other)).second);
  }
}

CAF_TEST(an option that is renamed is another option) {
  auto x = with_party();
  auto print = meaning_fingerprint(x);
  x.contests[0].options[0].name.en = "Other";
  CAF_CHECK(meaning_fingerprint(x) != print);
}

CAF_TEST(names of regions and colours and times may be corrected) {
  auto x = with_party();
  auto print = meaning_fingerprint(x);
  x.name.fr = "Autre";
  x.regions[0].name.en = "Other";
  x.parties[0].color = "#FFFFFF";
  x.closes_at_ms += 1;
  x.grace_s += 1;
  x.regions[0].window = voting_window{1, 2};
  x.regions[0].time_zone = "America/St_Johns";
  x.contests[0].options[0].bio = bilingual{"Menuisier", "Joiner"};
  x.contests[0].options[0].photo = "/a.jpg";
  x.contests[0].options[0].web = "https://a.example";
  x.contests[0].options[0].sort_name = "A";
  x.order = ballot_order_rule::rotated;
  CAF_CHECK(meaning_fingerprint(x) == print);
}

CAF_TEST(regions may have windows of their own) {
  auto x = single(2);
  x.regions.push_back({{2}, "est", {"Est", "East"}});
  x.contests.push_back(x.contests[0]);
  x.contests[1].region = {2};
  x.regions[1].window = voting_window{500, 1'800};
  CAF_REQUIRE(validate(x));
  CAF_CHECK_EQUAL(x.window_of({1}).opens_at_ms, 1'000);
  CAF_CHECK_EQUAL(x.window_of({2}).opens_at_ms, 500);
  CAF_CHECK_EQUAL(x.window_of({2}).closes_at_ms, 1'800);
  CAF_CHECK_EQUAL(x.whole_window().opens_at_ms, 500);
  CAF_CHECK_EQUAL(x.whole_window().closes_at_ms, 2'000);
  x.regions[0].window = voting_window{1'100, 1'700};
  CAF_CHECK_EQUAL(x.whole_window().closes_at_ms, 1'800);
  x.regions[0].window = voting_window{1'100, 1'100};
  CAF_CHECK(!validate(x));
}

CAF_TEST(what is wrong with what is said of candidates is found) {
  auto option = [](election& x) -> contest_option& {
    return centre(x).options[0];
  };
  auto good = single(2);
  option(good).bio = bilingual{"Menuisier", "Joiner"};
  option(good).photo = "/portraits/1.jpg";
  option(good).web = "https://candidate.example/1?a=b#c";
  check_mistakes(
    good,
    {
      {"option 1: bio", [&](auto& x) { option(x).bio->en.clear(); }},
      {"option 1: bio", [&](auto& x) { option(x).bio->fr = long_text; }},
      {"option 1: web", [&](auto& x) { option(x).web = "http://a.example"; }},
      {"option 1: web",
       [&](auto& x) { option(x).web = "javascript:alert(1)"; }},
      {"option 1: web", [&](auto& x) { option(x).web = "/a"; }},
      {"option 1: web", [&](auto& x) { option(x).web = "https://"; }},
      {"option 1: web", [&](auto& x) { option(x).web = "https://a b"; }},
      {"option 1: web", [&](auto& x) { option(x).web = "https://a\"b"; }},
      {"option 1: web",
       [&](auto& x) { option(x).web = "https://" + std::string(493, 'a'); }},
      {"option 1: photo", [&](auto& x) { option(x).photo = "//a.example/1"; }},
      {"option 1: photo", [&](auto& x) { option(x).photo = "data:image/x"; }},
      {"option 1: photo", [&](auto& x) { option(x).photo = "1.jpg"; }},
      {"option 1: sort_name",
       [&](auto& x) { option(x).sort_name = long_text; }},
    });
}

CAF_TEST(what is wrong with acclamations and orders and withdrawals is found) {
  auto good = single(2);
  centre(good).seats = 2;
  centre(good).acclaimed = true;
  good.withdrawal = withdrawal_rule::votes_void;
  check_mistakes(
    good,
    {
      {"more candidates than seats", [](auto& x) { centre(x).seats = 1; }},
      {"more seats than options",
       [](auto& x) {
         centre(x).seats = 3;
         centre(x).acclaimed = false;
       }},
      {"needs a seed", [](auto& x) { x.order = ballot_order_rule::drawn; }},
      {"needs a seed", [](auto& x) { x.order_seed = "seed"; }},
      {"only where voters rank",
       [](auto& x) { x.withdrawal = withdrawal_rule::next_preference; }},
    });
  auto more = good;
  centre(more).seats = 3;
  CAF_CHECK(validate(more));
  check_mistakes(
    referendum(),
    {
      {"do not withdraw",
       [](auto& x) { x.withdrawal = withdrawal_rule::votes_stand; }},
      {"stand as listed",
       [](auto& x) { x.order = ballot_order_rule::rotated; }},
      {"not decided by acclamation",
       [](auto& x) {
         centre(x).seats = 2;
         centre(x).acclaimed = true;
       }},
    });
}

CAF_TEST(kinds and methods and policies have names) {
  CAF_CHECK_EQUAL(std::string{to_string(election_kind::referendum)},
                  "referendum");
  CAF_CHECK_EQUAL(std::string{to_string(election_kind::municipal)},
                  "municipal");
  CAF_CHECK_EQUAL(std::string{to_string(election_kind::provincial)},
                  "provincial");
  CAF_CHECK_EQUAL(std::string{to_string(election_kind::federal)}, "federal");
  CAF_CHECK_EQUAL(std::string{voting_method_of(counting_method::plurality)},
                  "single_choice");
  CAF_CHECK_EQUAL(
    std::string{voting_method_of(counting_method::instant_runoff)},
    "ranked_choice");
  CAF_CHECK_EQUAL(std::string{to_string(release_policy::live)}, "live");
  CAF_CHECK_EQUAL(std::string{to_string(release_policy::at_close)}, "at_close");
}
