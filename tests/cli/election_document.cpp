#define CAF_SUITE election_document
#include "config/election_document.hpp"

#include "caf/test/unit_test.hpp"

#include "sample_election.hpp"

using namespace scrutin;

namespace {

// The sample with one piece of its text replaced.
std::string with(const std::string& piece, const std::string& replacement) {
  auto text = law_document();
  auto at = text.find(piece);
  if (at == std::string::npos) {
    CAF_FAIL("the sample does not hold: " << piece);
  }
  return text.replace(at, piece.size(), replacement);
}

std::string problem_of(const std::string& text) {
  auto read = election_from_toml(text, "law.toml");
  return read ? "none" : read.failure().detail;
}

bool begins(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

#define CHECK_PROBLEM(text, expected)                                          \
  do {                                                                         \
    auto found = problem_of(text);                                             \
    if (!begins(found, expected)) {                                            \
      CAF_ERROR("got: " << found);                                             \
    } else {                                                                   \
      CAF_CHECK(true);                                                         \
    }                                                                          \
  } while (false)

} // namespace

CAF_TEST(a document becomes an election) {
  auto x = sample_law();
  CAF_CHECK_EQUAL(x.id.value, 7u);
  CAF_CHECK_EQUAL(x.code, "L1");
  CAF_CHECK_EQUAL(x.opens_at_ms, 1767272400000);
  CAF_CHECK_EQUAL(x.contests.size(), 2u);
  CAF_CHECK_EQUAL(x.contests[1].options[0].code, "oui");
  CAF_CHECK(x.policy == release_policy::at_close);
}

CAF_TEST(every problem names file and line and key) {
  CHECK_PROBLEM(with("id = 7", "id = 0"), "law.toml:1: id: must be a whole");
  CHECK_PROBLEM(with("id = 7", "id = \"7\""), "law.toml:1: id: must be");
  CHECK_PROBLEM(with("code = \"L1\"\n", ""), "law.toml:1: code: is missing");
  CHECK_PROBLEM(with("\"L1\"", "\"a|b\""), "law.toml:2: code: must have");
  CHECK_PROBLEM(with("\"referendum\"", "\"poll\""), "law.toml:3: kind: must");
  CHECK_PROBLEM(with("\"plurality\"", "\"lottery\""),
                "law.toml:4: method: no counting method is called lottery");
  CHECK_PROBLEM(with("\"plurality\"", "\"irv\""),
                "law.toml:1: counting: is missing");
  CHECK_PROBLEM(with("\"plurality\"", "\"stv\""),
                "law.toml:1: counting: is missing");
  CHECK_PROBLEM(with("[window]", "[counting]\nties = \"luck\"\n[window]"),
                "law.toml:8: counting.ties: must be ballot_order");
  CHECK_PROBLEM(with("[window]", "[counting]\nties = \"lot\"\n[window]"),
                "law.toml:7: counting.ties: ties by lot need a public");
  CHECK_PROBLEM(with("en = \"Law\"", "en = \"\""),
                "law.toml:5: name.en: must have 1 to 2000 bytes");
  CHECK_PROBLEM(with("[window]", "[window]\nzone = 1"),
                "law.toml:8: window.zone: is not a key that stands here");
  CHECK_PROBLEM(with("[window]", "colour = 3\n[window]"),
                "law.toml:7: colour: is not a key that stands here");
  CHECK_PROBLEM(with("2026-01-02", "2025-01-02"),
                "law.toml:7: window.closes_at: must be later than opens_at");
  CHECK_PROBLEM(with("2026-01-02T08:00:00-05:00", "\"tomorrow\""),
                "law.toml:9: window.closes_at: must be a date and time");
  CHECK_PROBLEM(with("\"strong\"", "\"weak\""),
                "law.toml:11: roll.codes: must be one of strong, legacy");
  CHECK_PROBLEM(with("numerator = 1", "numerator = 2"),
                "law.toml:14: pass.numerator: must be less");
  CHECK_PROBLEM(with("id = 2\ncode = \"non\"", "id = 1\ncode = \"non\""),
                "law.toml:22: options[2].id: stands twice");
  CHECK_PROBLEM(with("\"non\"", "\"nein\""), "law.toml:1: options: of a");
  CHECK_PROBLEM(with("id = 2\ncode = \"b\"", "id = 1\ncode = \"b\""),
                "law.toml:30: regions[2].id: stands twice");
  CHECK_PROBLEM(
    with("id = 1\ncode = \"oui\"", "id = 1\nparty = \"X\"\ncode = \"oui\""),
    "law.toml:19: options[1].party: is not one of");
  CHECK_PROBLEM("id = \n", "law.toml:1: not TOML");
}

CAF_TEST(seats stand for the document or for a region) {
  auto document = [](const std::string& top, const std::string& region) {
    return "id = 1\ncode = \"C\"\nkind = \"municipal\"\n"
           "method = \"block\"\n"
           + top
           + "name = { fr = \"C\", en = \"C\" }\n"
             "[window]\nopens_at = 2026-01-01T08:00:00-05:00\n"
             "closes_at = 2026-01-02T08:00:00-05:00\n"
             "[counting]\nchoices_max = 0\nties = \"unresolved\"\n"
             "[[options]]\nid = 1\nname = { fr = \"A\", en = \"A\" }\n"
             "[[options]]\nid = 2\nname = { fr = \"B\", en = \"B\" }\n"
             "[[regions]]\nid = 1\ncode = \"a\"\n"
             "name = { fr = \"R\", en = \"R\" }\n"
           + region
           + "[[regions]]\nid = 2\ncode = \"b\"\n"
             "name = { fr = \"S\", en = \"S\" }\n";
  };
  auto read = election_from_toml(document("seats = 2\n", "seats = 1\n"), "c");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->contests[0].seats, 1u);
  CAF_CHECK_EQUAL(read->contests[1].seats, 2u);
  auto alone = election_from_toml(document("", ""), "c");
  CAF_REQUIRE(alone.has_value());
  CAF_CHECK_EQUAL(alone->contests[1].seats, 1u);
  CHECK_PROBLEM(document("seats = 0\n", ""), "law.toml:5: seats: must be");
  CHECK_PROBLEM(document("seats = 3\n", ""),
                "law.toml:1: code: C: region 1 has more seats");
  CHECK_PROBLEM(with("[window]", "seats = 2\n[window]"),
                "law.toml:1: code: L1");
}

CAF_TEST(a pass rule may ask for a quorum and for regions) {
  auto rule = [](const std::string& more) {
    return with("numerator = 1\n", more + "numerator = 1\n");
  };
  auto read =
    election_from_toml(rule("tie = \"passed\"\nregions = 2\n"
                            "quorum = { numerator = 2, denominator = 5 }\n"),
                       "law.toml");
  CAF_REQUIRE(read.has_value());
  CAF_REQUIRE(read->pass.has_value());
  const auto& pass = *read->pass;
  CAF_CHECK(pass.tie == pass_tie::passed);
  CAF_CHECK_EQUAL(pass.regions_needed, 2u);
  CAF_CHECK_EQUAL(pass.quorum_numerator, 2u);
  CAF_CHECK_EQUAL(pass.quorum_denominator, 5u);
  CHECK_PROBLEM(rule("tie = \"again\"\n"), "law.toml:14: pass.tie: must be");
  CHECK_PROBLEM(rule("quorum = { numerator = 6, denominator = 5 }\n"),
                "law.toml:14: pass.quorum.numerator: must not be more");
  CHECK_PROBLEM(rule("quorum = { numerator = 1 }\n"),
                "law.toml:14: pass.quorum.denominator: is missing");
  CHECK_PROBLEM(rule("regions = 3\n"), "law.toml:1: code: L1: a law cannot");
  auto plain = sample_law();
  CAF_CHECK(meaning_fingerprint(*read) != meaning_fingerprint(plain));
}

CAF_TEST(rules of a jurisdiction are read by their name) {
  for (const auto& set : all_named_rules()) {
    auto document = "id = 1\ncode = \"C\"\nkind = \"municipal\"\nmethod = \""
                    + std::string{to_string(set.method)}
                    + "\"\nname = { fr = \"C\", en = \"C\" }\n"
                      "[window]\nopens_at = 2026-01-01T08:00:00-05:00\n"
                      "closes_at = 2026-01-02T08:00:00-05:00\n"
                      "[counting]\nrules = \""
                    + set.name
                    + "\"\n[[options]]\nid = 1\n"
                      "name = { fr = \"A\", en = \"A\" }\n"
                      "[[regions]]\nid = 1\ncode = \"a\"\n"
                      "name = { fr = \"R\", en = \"R\" }\n";
    auto read = election_from_toml(document, set.name);
    CAF_REQUIRE(read.has_value());
    CAF_CHECK_EQUAL(rules_text(read->method, read->counting, 1),
                    rules_text(set.method, set.rules, 1));
  }
}

CAF_TEST(all problems are told at once) {
  auto text = with("id = 7", "id = 0");
  text += "[other]\nx = 1\n";
  auto told = problem_of(text);
  CAF_CHECK(told.find("law.toml:1: id:") != std::string::npos);
  CAF_CHECK(told.find("law.toml:33: other:") != std::string::npos);
}

CAF_TEST(a local time needs a zone and must exist once) {
  auto local = [](const std::string& time, const std::string& zone) {
    return with("opens_at = 2026-01-01T08:00:00-05:00",
                "opens_at = " + time
                  + (zone.empty() ? "" : "\ntime_zone = \"" + zone + "\""));
  };
  CHECK_PROBLEM(local("2025-01-01T08:00:00", ""),
                "law.toml:8: window.opens_at: a time without an offset");
  CHECK_PROBLEM(local("2025-01-01T08:00:00", "Mars/Olympus"),
                "law.toml:8: window.opens_at: time zone Mars/Olympus");
  CHECK_PROBLEM(local("2025-03-09T02:30:00", "America/Toronto"),
                "law.toml:8: window.opens_at: does not exist in");
  CHECK_PROBLEM(local("2025-11-02T01:30:00", "America/Toronto"),
                "law.toml:8: window.opens_at: happens twice in");
  auto winter = election_from_toml(
    local("2026-01-01T08:00:00", "America/Toronto"), "law.toml");
  CAF_REQUIRE(winter.has_value());
  CAF_CHECK_EQUAL(winter->opens_at_ms, 1767272400000);
}

namespace {

// A council of two regions, with more at its head, in the window and in each
// region.
std::string council(const std::string& head, const std::string& window,
                    const std::string& first, const std::string& second) {
  return "id = 1\ncode = \"C\"\nkind = \"federal\"\nmethod = \"plurality\"\n"
         "name = { fr = \"C\", en = \"C\" }\n"
         + head + "[window]\n" + window
         + "[[regions]]\nid = 1\ncode = \"nl\"\n"
           "name = { fr = \"R\", en = \"R\" }\n"
         + first
         + "[[regions.options]]\nid = 1\nname = { fr = \"A\", en = \"A\" }\n"
           "[[regions]]\nid = 2\ncode = \"bc\"\n"
           "name = { fr = \"S\", en = \"S\" }\n"
         + second
         + "[[regions.options]]\nid = 2\nname = { fr = \"B\", en = \"B\" }\n"
           "[[regions.options]]\nid = 3\nname = { fr = \"D\", en = \"D\" }\n";
}

const std::string same_hours = "opens_at = 2026-10-19T08:30:00\n"
                               "closes_at = 2026-10-19T20:30:00\n"
                               "time_zone = \"America/Toronto\"\n";

std::string zone(const std::string& name, const std::string& more = {}) {
  return "window = { time_zone = \"" + name + "\"" + more + " }\n";
}

} // namespace

CAF_TEST(regions keep the hours of their own zone) {
  // 08:30 in summer time: UTC-2:30 in Newfoundland, UTC-7 at the Pacific.
  auto read =
    election_from_toml(council("", same_hours, zone("America/St_Johns"),
                               zone("America/Vancouver")),
                       "c");
  if (!read) {
    CAF_FAIL(read.failure().detail);
  }
  constexpr std::int64_t hour = 3'600'000;
  constexpr std::int64_t midnight = 1'792'368'000'000; // 2026-10-19, UTC
  auto first = read->window_of({1});
  CAF_CHECK_EQUAL(first.opens_at_ms, midnight + 11 * hour);
  CAF_CHECK_EQUAL(first.closes_at_ms, midnight + 23 * hour);
  auto second = read->window_of({2});
  CAF_CHECK_EQUAL(second.opens_at_ms, midnight + 15 * hour + hour / 2);
  CAF_CHECK_EQUAL(second.closes_at_ms, midnight + 27 * hour + hour / 2);
  auto whole = read->whole_window();
  CAF_CHECK_EQUAL(whole.opens_at_ms, first.opens_at_ms);
  CAF_CHECK_EQUAL(whole.closes_at_ms, second.closes_at_ms);
  CAF_CHECK_EQUAL(read->time_zone, "America/Toronto");
  CAF_CHECK_EQUAL(read->regions[0].time_zone, "America/St_Johns");
}

CAF_TEST(a region may have its own hours or leave one to the document) {
  auto later = zone("America/Vancouver", ", closes_at = 2026-10-19T19:00:00");
  auto read = election_from_toml(council("", same_hours, "", later), "c");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(!read->regions[0].window);
  CAF_CHECK_EQUAL(read->window_of({1}).opens_at_ms, read->opens_at_ms);
  auto own = read->window_of({2});
  CAF_CHECK_EQUAL(own.closes_at_ms - own.opens_at_ms, 37'800'000);
  // In the election's zone, and with offsets.
  auto plain = election_from_toml(
    council("", same_hours, "window.opens_at = 2026-10-19T09:30:00\n",
            "window.closes_at = 2026-10-19T20:30:00-03:00\n"),
    "c");
  CAF_REQUIRE(plain.has_value());
  CAF_CHECK_EQUAL(plain->window_of({1}).opens_at_ms,
                  plain->opens_at_ms + 3'600'000);
  CAF_CHECK_EQUAL(plain->window_of({2}).closes_at_ms,
                  plain->closes_at_ms - 3'600'000);
  CAF_CHECK_EQUAL(plain->regions[1].time_zone, "");
  // Without hours of the document.
  auto hours = ", opens_at = 2026-10-19T08:30:00, closes_at = "
               "2026-10-19T20:30:00";
  auto each = election_from_toml(council("", "grace_s = 30\n",
                                         zone("America/St_Johns", hours),
                                         zone("America/Vancouver", hours)),
                                 "c");
  CAF_REQUIRE(each.has_value());
  CAF_CHECK_EQUAL(each->opens_at_ms, each->window_of({1}).opens_at_ms);
  CAF_CHECK_EQUAL(each->closes_at_ms, each->window_of({2}).closes_at_ms);
}

CAF_TEST(hours of a region that are none are told of) {
  CHECK_PROBLEM(council("", "grace_s = 30\n", "", zone("America/Vancouver")),
                "law.toml:8: regions[1].window: is missing, or opens_at");
  CHECK_PROBLEM(council("", same_hours, "", zone("Mars/Olympus")),
                "law.toml:7: regions[2].window.opens_at: time zone Mars");
  auto hour = [](const std::string& day) {
    return "window.closes_at = " + day
           + "\nwindow.opens_at = 2026-01-01T08:00:00"
           + "\nwindow.time_zone = \"America/St_Johns\"\n";
  };
  // The clocks skip 02:00 to 03:00 on March 8, and show 01:00 to 02:00 twice on
  // November 1.
  CHECK_PROBLEM(council("", same_hours, hour("2026-03-08T02:30:00"), ""),
                "law.toml:14: regions[1].window.closes_at: does not exist in "
                "America/St_Johns");
  CHECK_PROBLEM(council("", same_hours, hour("2026-11-01T01:30:00"), ""),
                "law.toml:14: regions[1].window.closes_at: happens twice in "
                "America/St_Johns");
  // An offset says which of the two.
  auto told = election_from_toml(
    council("", same_hours, hour("2026-11-01T01:30:00-02:30"), ""), "c");
  CAF_REQUIRE(told.has_value());
  auto second = election_from_toml(
    council("", same_hours, hour("2026-11-01T01:30:00-03:30"), ""), "c");
  CAF_REQUIRE(second.has_value());
  CAF_CHECK_EQUAL(second->window_of({1}).closes_at_ms
                    - told->window_of({1}).closes_at_ms,
                  3'600'000);
  CHECK_PROBLEM(
    council("", same_hours, "window.closes_at = 2026-10-19T08:00:00\n", ""),
    "law.toml:14: regions[1].window.closes_at: must be later");
  CHECK_PROBLEM(council("", same_hours, "window.zone = \"UTC\"\n", ""),
                "law.toml:14: regions[1].window.zone: is not a key");
}

CAF_TEST(what is said of candidates and ballots is read) {
  auto read = election_from_toml(
    council(
      "ballot_order = \"drawn\"\nballot_order_seed = \"6 5 4\"\n"
      "withdrawal = \"votes_void\"\n",
      same_hours, "acclaimed = true\nseats = 2\n",
      "[[regions.options]]\nid = 9\nname = { fr = \"E\", en = \"E\" }\n"
      "sort_name = \"Eve\"\nbio = { fr = \"Menuisière\", en = \"Joiner\" }\n"
      "photo = \"/e.jpg\"\nweb = \"https://e.example\"\n"),
    "c");
  if (!read) {
    CAF_FAIL(read.failure().detail);
  }
  CAF_CHECK(read->order == ballot_order_rule::drawn);
  CAF_CHECK_EQUAL(read->order_seed, "6 5 4");
  CAF_CHECK(read->withdrawal == withdrawal_rule::votes_void);
  CAF_CHECK(read->contests[0].acclaimed);
  CAF_CHECK(!read->contests[1].acclaimed);
  const auto& option = read->contests[1].options[0];
  CAF_CHECK_EQUAL(option.sort_name, "Eve");
  CAF_CHECK_EQUAL(option.bio->en, "Joiner");
  CAF_CHECK_EQUAL(option.photo, "/e.jpg");
  CAF_CHECK_EQUAL(option.web, "https://e.example");
  auto names =
    election_from_toml(council("write_ins = true\n", same_hours, "",
                               "[[regions.options]]\nid = 9\nwrite_in = true\n"
                               "name = { fr = \"E\", en = \"E\" }\n"),
                       "c");
  if (!names) {
    CAF_FAIL(names.failure().detail);
  }
  CAF_CHECK(names->write_ins);
  CAF_CHECK(names->contests[1].options[0].write_in);
  auto head = [](const std::string& x) {
    return council(x, same_hours, "", "");
  };
  CHECK_PROBLEM(head("write_ins = 1\n"), "law.toml:6: write_ins: must be");
  CHECK_PROBLEM(council("", same_hours, "",
                        "[[regions.options]]\nid = 9\nwrite_in = true\n"
                        "name = { fr = \"E\", en = \"E\" }\n"),
                "law.toml:1: code: C: a candidate whose name has to be written "
                "in needs write_ins = true");
  CHECK_PROBLEM(head("ballot_order = \"random\"\n"),
                "law.toml:6: ballot_order: must be one of listed,");
  CHECK_PROBLEM(head("ballot_order = \"drawn\"\n"),
                "law.toml:1: ballot_order_seed: is missing");
  CHECK_PROBLEM(head("ballot_order_seed = \"1\"\n"),
                "law.toml:6: ballot_order_seed: is for");
  CHECK_PROBLEM(head("withdrawal = \"shrug\"\n"),
                "law.toml:6: withdrawal: must be one of votes_stand,");
  CHECK_PROBLEM(council("", same_hours, "", "acclaimed = true\n"),
                "law.toml:1: code: C: region 2 cannot be acclaimed");
}

CAF_TEST(the examples are read and their codes differ) {
  auto all = load_elections("config/elections");
  CAF_REQUIRE(all.has_value());
  CAF_CHECK_EQUAL(all->size(), 4u);
}
