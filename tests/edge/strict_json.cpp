#define CAF_SUITE strict_json

#include "edge/strict_json.hpp"

#include "caf/test/unit_test.hpp"

#include <string>

using namespace scrutin::edge;

CAF_TEST(an object is read) {
  json_reader reader;
  auto body = reader.read(R"({"a":"b","c":[1,{"d":null}]})");
  CAF_REQUIRE(body);
  CAF_CHECK_EQUAL((*body)->size(), 2U);
}

CAF_TEST(what is no JSON object is refused) {
  json_reader reader;
  for (const auto* text :
       {"", " ", "{", "[]", "1", "\"a\"", "null", "{}x", "{a:1}", "{'a':1}",
        "{\"a\":01}", "{\"a\":1,}", "{\"a\":NaN}", "// c\n{}",
        "{\"a\":\"\x01\"}", "\xEF\xBB\xBF{}"}) {
    CAF_CHECK(!reader.read(text));
  }
}

CAF_TEST(text that is not UTF - 8 is refused) {
  json_reader reader;
  CAF_CHECK(!reader.read("{\"a\":\"\xFF\"}"));
  CAF_CHECK(!reader.read("{\"a\":\"\xC0\x80\"}"));
  CAF_CHECK(!reader.read("{\"a\":\"\xED\xA0\x80\"}"));
  CAF_CHECK(!reader.read(R"({"a":"\ud800"})"));
  CAF_CHECK(reader.read(R"({"a":"\ud83d\ude00 é"})"));
}

CAF_TEST(a key may not stand twice) {
  json_reader reader;
  CAF_CHECK(!reader.read(R"({"nas":"1","nas":"2"})"));
  CAF_CHECK(!reader.read(R"({"a":[{"b":1,"\u0062":2}]})"));
  CAF_CHECK(reader.read(R"({"a":{"b":1},"b":{"a":1}})"));
}

CAF_TEST(nesting ends at sixteen) {
  json_reader reader;
  auto nested = [](std::size_t arrays) {
    return "{\"a\":" + std::string(arrays, '[') + std::string(arrays, ']')
           + "}";
  };
  CAF_CHECK(reader.read(nested(15)));
  CAF_CHECK(!reader.read(nested(16)));
  CAF_CHECK(!reader.read(nested(8'000)));
}

CAF_TEST(what was refused leaves the reader usable) {
  json_reader reader;
  for (int i = 0; i < 100; ++i) {
    CAF_CHECK(!reader.read("{\"a\":[1,2,\"b"));
    CAF_CHECK(reader.read(R"({"a":1})"));
  }
}

CAF_TEST(fields collect what is wrong with pointers and no values) {
  json_reader reader;
  auto body = reader.read(
    R"({"t":7,"long":"secret-secret","i":0,"j":4294967296,"k":1.5,"n":null})");
  CAF_REQUIRE(body);
  std::vector<field_error> wrong;
  field_reader fields{**body, "/x", wrong};
  CAF_CHECK(!fields.text("t", 10));
  CAF_CHECK(!fields.text("long", 5));
  CAF_CHECK(!fields.id("i"));
  CAF_CHECK(!fields.id("j"));
  CAF_CHECK(!fields.id("k"));
  CAF_CHECK(!fields.text("n", 5));
  CAF_CHECK(!fields.text("absent", 5));
  CAF_REQUIRE_EQUAL(wrong.size(), 7U);
  CAF_CHECK_EQUAL(wrong[0].pointer, "/x/t");
  CAF_CHECK_EQUAL(wrong[5].message, "is missing");
  for (const auto& each : wrong) {
    CAF_CHECK(each.message.find("secret") == std::string::npos);
  }
}
