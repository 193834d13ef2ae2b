// Goal: what a definition changes is said field by field, and what may not
// change by then is refused by the names of these fields.

#define CAF_SUITE document_fields
#include "domain/document_fields.hpp"

#include "caf/test/unit_test.hpp"

#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

bool says(const result<void>& x, const std::string& part) {
  return !x && x.failure().code == ec::definition_changed
         && x.failure().detail.find(part) != std::string::npos;
}

std::vector<field_difference> changed(const std::string& field) {
  return {{field, "a", "b"}};
}

} // namespace

CAF_TEST(differences are in the order of the later document) {
  document_fields before{{"code", "X"}, {"gone", "1"}, {"name.fr", "A"}};
  document_fields after{{"name.fr", "B"}, {"code", "X"}, {"added", "2"}};
  auto found = differences(before, after);
  CAF_REQUIRE_EQUAL(found.size(), 3u);
  CAF_CHECK_EQUAL(found[0].field, "name.fr");
  CAF_CHECK_EQUAL(*found[0].before, "A");
  CAF_CHECK_EQUAL(*found[0].after, "B");
  CAF_CHECK_EQUAL(found[1].field, "added");
  CAF_CHECK(!found[1].before);
  CAF_CHECK_EQUAL(found[2].field, "gone");
  CAF_CHECK(!found[2].after);
  CAF_CHECK(differences(after, after).empty());
}

CAF_TEST(before anything was done all but id and code may change) {
  auto before = referendum();
  auto after = before;
  after.contests.front().options.front().name.fr = "Peut-\u00eatre";
  after.opens_at_ms += 1;
  after.officials.close = true;
  CAF_CHECK(check_redefinition(before, after, {}, definition_stage::announced)
              .has_value());
  after.code = "other";
  CAF_CHECK(says(check_redefinition(before, after, changed("code"),
                                    definition_stage::announced),
                 "fixed for ever"));
  after = before;
  after.id = {99};
  CAF_CHECK(says(check_redefinition(before, after, changed("id"),
                                    definition_stage::announced),
                 "fixed for ever"));
}

CAF_TEST(once begun what a ballot means is refused by the names of fields) {
  auto before = referendum();
  auto after = before;
  after.contests.front().options.front().name.fr = "Peut-\u00eatre";
  auto fields = changed("options[1].name.fr");
  fields.push_back({"name.en", "Law", "Act"});
  fields.push_back({"regions[1].name.fr", "A", "B"});
  auto refused =
    check_redefinition(before, after, fields, definition_stage::begun);
  CAF_CHECK(says(refused, "options[1].name.fr"));
  CAF_CHECK(!says(refused, "name.en"));
  CAF_CHECK(!says(refused, "regions[1]"));
}

CAF_TEST(names and hours may be corrected until it opens and names after) {
  auto before = referendum();
  auto after = before;
  after.name.fr = "Autre nom";
  CAF_CHECK(check_redefinition(before, after, changed("name.fr"),
                               definition_stage::opened)
              .has_value());
  after.closes_at_ms += 1'000;
  auto fields = changed("window.closes_at");
  fields.push_back({"name.fr", "a", "b"});
  CAF_CHECK(check_redefinition(before, after, fields, definition_stage::begun)
              .has_value());
  auto refused =
    check_redefinition(before, after, fields, definition_stage::opened);
  CAF_CHECK(says(refused, "window.closes_at"));
  CAF_CHECK(!says(refused, "name.fr"));
  after = before;
  after.officials.close = true;
  CAF_CHECK(says(check_redefinition(before, after, changed("officials.close"),
                                    definition_stage::opened),
                 "officials.close"));
}
