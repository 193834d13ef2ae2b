// Goal: a long list is read item by item exactly as a parser reads it whole.
// Method: random values, written out and read again; then texts that are none.
#define CAF_SUITE json_list
#include "interchange/json_list.hpp"

#include <iostream>
#include <random>

#include <boost/json.hpp>

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

namespace json = boost::json;

class drawn_json {
public:
  explicit drawn_json(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  // Escapes, all planes, and now and then longer than a parser's buffer.
  std::string text() {
    static const std::vector<std::string> pieces{
      "a", "CVR", "\"", "\\", "\n", "\t", "é", "\xF0\x9F\x97\xB3", "\x01", "/"};
    std::string x;
    auto count = below(20) == 0 ? 3'000 : below(6);
    for (std::size_t i = 0; i < count; ++i) {
      x += pieces[below(pieces.size())];
    }
    return x;
  }

  json::value value(int depth) {
    switch (below(depth > 0 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return below(2) == 0;
    case 2:
      return std::int64_t{-1} - static_cast<std::int64_t>(random_());
    case 3:
      return UINT64_MAX - random_();
    case 4:
      return static_cast<double>(random_()) / 7;
    case 5:
      return json::value(text());
    case 6:
      return array(depth - 1);
    default:
      return object(depth - 1);
    }
  }
  json::array array(int depth) {
    json::array x;
    for (auto i = below(5); i > 0; --i) {
      x.push_back(value(depth));
    }
    return x;
  }
  json::object object(int depth) {
    json::object x;
    for (auto i = below(5); i > 0; --i) {
      x[text()] = value(depth);
    }
    return x;
  }

private:
  std::mt19937 random_;
};

result<void> ignore(const json::value&) {
  return {};
}

} // namespace

CAF_TEST(a list is read as a parser reads it whole) {
  auto seed = std::random_device{}();
  std::cout << "seed " << seed << std::endl;
  drawn_json draw{seed};
  for (int round = 0; round < 2'000; ++round) {
    auto before = draw.object(3);
    auto after = draw.object(3);
    auto items = draw.array(4);
    before.erase("CVR");
    json::object whole = before;
    whole["CVR"] = items;
    for (const auto& member : after) {
      if (member.key() != "CVR") {
        whole[member.key()] = member.value();
      }
    }
    auto text = json::serialize(whole);
    // Numbers with a fraction come back as the parser reads them.
    whole = json::parse(text).as_object();
    items = whole.at("CVR").as_array();
    json::array seen;
    auto others = read_json_list(text, "CVR", [&](const json::value& x) {
      seen.push_back(x);
      return result<void>{};
    });
    CAF_REQUIRE(others);
    whole.erase("CVR");
    CAF_CHECK(seen == items);
    CAF_CHECK(*others == whole);
    // Unseen, it is passed over.
    auto without = read_json_list(text, "CVR", {});
    CAF_REQUIRE(without);
    CAF_CHECK(*without == whole);
  }
}

CAF_TEST(the first error of a visitor ends the reading) {
  std::size_t seen = 0;
  auto x = read_json_list(
    R"({"l":[1,2,3],"m":1})", "l", [&](const json::value&) -> result<void> {
      return ++seen == 2 ? error{ec::too_large, "enough"} : result<void>{};
    });
  CAF_REQUIRE(!x);
  CAF_CHECK(x.failure().code == ec::too_large);
  CAF_CHECK_EQUAL(x.failure().detail, "enough");
  CAF_CHECK_EQUAL(seen, 2u);
}

CAF_TEST(what is no object with one such list is refused) {
  for (const auto* text :
       {"", " ", "{", "{}", R"({"l":1})", R"({"l":{"l":[]}})",
        R"({"l":[],"l":[]})", R"({"l":[]}{})", R"({"l":[}])", R"({"l":[1,]})",
        R"([{"l":[]}])", R"({"l":["\uD800"]})", "{\"l\":[\"\xFF\"]}"}) {
    auto x = read_json_list(text, "l", ignore);
    CAF_CHECK(!x);
    CAF_CHECK(!x && x.failure().code == ec::malformed);
  }
  // As deep as the parser goes anywhere, and no deeper.
  auto deep = [](std::size_t depth) {
    return R"({"l":[)" + std::string(depth, '[') + std::string(depth, ']')
           + "]}";
  };
  CAF_CHECK(read_json_list(deep(30), "l", ignore));
  CAF_CHECK(!read_json_list(deep(31), "l", ignore));
}
