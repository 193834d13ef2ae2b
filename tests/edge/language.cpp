#define CAF_SUITE language

#include "edge/language.hpp"

#include "caf/test/unit_test.hpp"

using scrutin::edge::language;
using scrutin::edge::preferred_language;

CAF_TEST(who asks for nothing is answered in French) {
  CAF_CHECK(preferred_language("") == language::french);
  CAF_CHECK(preferred_language("*") == language::french);
  CAF_CHECK(preferred_language("de, ja;q=0.5") == language::french);
}

CAF_TEST(a language stands for all its regions) {
  CAF_CHECK(preferred_language("en") == language::english);
  CAF_CHECK(preferred_language("EN-ca") == language::english);
  CAF_CHECK(preferred_language("fr-CA") == language::french);
  CAF_CHECK(preferred_language("enm") == language::french);
}

CAF_TEST(the greater quality value wins) {
  CAF_CHECK(preferred_language("fr;q=0.4, en;q=0.41") == language::english);
  CAF_CHECK(preferred_language("en;q=0.9, fr") == language::french);
  CAF_CHECK(preferred_language("de, en ; q=0.3 , *;q=0.1")
            == language::english);
  CAF_CHECK(preferred_language("en;q=0, fr;q=0.1") == language::french);
}

CAF_TEST(the first named of two equals wins) {
  CAF_CHECK(preferred_language("en-US, fr") == language::english);
  CAF_CHECK(preferred_language("fr, en") == language::french);
}

CAF_TEST(a weight that is none counts for nothing) {
  for (const auto* odd : {"en;q=", "en;q=x", "en;q=-1", "en;q=.9", "en;level=1",
                          "en;q=0.0x", ";;;,,,", ",", ";q=1", "en;q"}) {
    CAF_CHECK(preferred_language(odd) == language::french);
  }
}
