#define CAF_SUITE review_notes
#include "domain/review_decision.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;

CAF_TEST(a note is one line that names no voter) {
  for (const auto* sound :
       {"x", "called back, typing mistake", "attaque du 2026-11-02, 3 essais",
        "12345678 is no NAS", "\xC3\xA9t\xC3\xA9"}) {
    CAF_CHECK(check_review_note(sound).has_value());
  }
  CAF_CHECK(check_review_note(std::string(500, 'x')).has_value());
  for (const auto* wrong : {"", "two\nlines", "\xC3", "123456789",
                            "of 123 456-789", "1 2 3 4 5 6 7 8 9"}) {
    CAF_CHECK(!check_review_note(wrong));
  }
  CAF_CHECK(!check_review_note(std::string(501, 'x')));
}

CAF_TEST(the line of a decision reads back as its note) {
  review_decision x;
  x.choice.kind = review_kind::poison;
  x.entries = 2;
  auto note = std::string(500, 'n');
  auto line = entry_after({}, {7, "louise", audit_act::review_resolved,
                               subject_of({{3}, {1}}), detail_of(x, note)});
  CAF_CHECK_EQUAL(line.subject, "election 3 region 1");
  auto read = resolution_of(line);
  CAF_CHECK_EQUAL(read.note, note);
  CAF_CHECK_EQUAL(read.by, "louise");
  CAF_CHECK_EQUAL(read.at_ms, 7);
  CAF_CHECK_EQUAL(read.number, 1u);
  x.entries = 1;
  CAF_CHECK_EQUAL(detail_of(x, "a: b"), "poison, 1 entry: a: b");
  line.detail = detail_of(x, "a: b");
  CAF_CHECK_EQUAL(resolution_of(line).note, "a: b");
}

CAF_TEST(days are read and others refused) {
  CAF_CHECK(parse_day("1970-01-02") == 1u);
  CAF_CHECK(parse_day("2026-11-02") == 20'759u);
  CAF_CHECK(parse_day("2024-02-29") == 19'782u);
  for (const auto* wrong :
       {"", "2026-1-2", "2026-13-01", "2026-02-29", "2026-11-31", "1969-12-31",
        "2026/11/02", "2026-11-0x"}) {
    CAF_CHECK(!parse_day(wrong));
  }
}
