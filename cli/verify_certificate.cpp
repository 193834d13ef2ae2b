#include "cli/verify_certificate.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <ostream>

#include <boost/json.hpp>

#include "domain/certification/canonical_json.hpp"
#include "domain/certification/signing_key.hpp"
#include "domain/text.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

error not_sound(const std::string& why) {
  return {ec::malformed, why};
}

/// @returns `malformed` for a number that no signed result has.
result<canonical_json> canonical(const json::value& x) {
  switch (x.kind()) {
  case json::kind::null:
    return canonical_json{};
  case json::kind::bool_:
    return canonical_json{x.get_bool()};
  case json::kind::string:
    return canonical_json{std::string{x.get_string()}};
  case json::kind::uint64:
    return canonical_json{x.get_uint64()};
  case json::kind::int64:
    if (x.get_int64() >= 0) {
      return canonical_json{static_cast<std::uint64_t>(x.get_int64())};
    }
    break;
  case json::kind::double_:
    break;
  case json::kind::array: {
    canonical_json::array list;
    for (const auto& each : x.get_array()) {
      auto one = canonical(each);
      if (!one) {
        return one.failure();
      }
      list.push_back(*std::move(one));
    }
    return canonical_json{std::move(list)};
  }
  case json::kind::object: {
    canonical_json::object members;
    for (const auto& each : x.get_object()) {
      auto one = canonical(each.value());
      if (!one) {
        return one.failure();
      }
      members.emplace_back(std::string{each.key()}, *std::move(one));
    }
    return canonical_json{std::move(members)};
  }
  }
  return not_sound("a signed result has whole numbers from 0 only");
}

std::string member_of(const json::object& x, const char* name) {
  const auto* found = x.if_contains(name);
  if (found == nullptr) {
    return "";
  }
  return found->is_string() ? std::string{found->get_string()}
                            : json::serialize(*found);
}

/// What is true of one certificate.
struct verified {
  std::string sha256;
  std::string previous;
  std::string region;
  std::uint64_t version = 0;
  std::string code;
};

result<verified> verify(const json::object& x, const public_key& under) {
  const auto* document = x.if_contains("document");
  if (document == nullptr || !document->is_object()) {
    return not_sound("it holds no document");
  }
  if (member_of(x, "algorithm") != "Ed25519") {
    return not_sound("it is not signed with Ed25519");
  }
  auto by = from_hex(member_of(x, "signature"));
  if (!by || by->size() != signature::size) {
    return not_sound("its signature is not 128 hexadecimal digits");
  }
  auto text = canonical(*document);
  if (!text) {
    return text.failure();
  }
  auto bytes = text->text();
  if (!is_signed(bytes, signature::from(*by), under)) {
    return not_sound("the signature is not of this document under that key");
  }
  verified v;
  v.sha256 = to_hex(sha256(bytes).view());
  if (member_of(x, "sha256") != v.sha256) {
    return not_sound("its sha256 is not that of the document");
  }
  const auto& said = document->get_object();
  if (member_of(said, "format") != "scrutin-result-1") {
    return not_sound("the document is of a format that is not known here");
  }
  v.previous = member_of(said, "previous_sha256");
  v.region = member_of(said, "region_id");
  v.version = said.at("version").to_number<std::uint64_t>();
  if (const auto* election = said.if_contains("election");
      election != nullptr && election->is_object()) {
    v.code = member_of(election->get_object(), "code");
  }
  return v;
}

/// One certificate, or the list that the API answers.
std::vector<const json::object*> certificates_in(const json::value& file) {
  std::vector<const json::object*> list;
  if (!file.is_object()) {
    return list;
  }
  const auto* several = file.get_object().if_contains("certificates");
  if (several == nullptr) {
    list.push_back(&file.get_object());
    return list;
  }
  if (several->is_array()) {
    for (const auto& each : several->get_array()) {
      const auto* one = each.is_object()
                          ? each.get_object().if_contains("certificate")
                          : nullptr;
      if (one != nullptr && one->is_object()) {
        list.push_back(&one->get_object());
      }
    }
  }
  return list;
}

struct certificate_check {
  std::string file;
  std::string key;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto under = from_hex(key);
    if (!under || under->size() != public_key::size) {
      at.err << "scrutin: --public-key is 64 hexadecimal digits\n";
      return exit_code::usage;
    }
    std::ifstream in{file, std::ios::binary};
    if (!in) {
      return report(at, {ec::unavailable, file + " cannot be read"});
    }
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    json::error_code failed;
    auto parsed = json::parse(text, failed);
    auto list = certificates_in(parsed);
    if (failed || list.empty()) {
      return report(at, not_sound(file + ": no signed result is in it"));
    }
    // By region: the newest that was verified.
    std::map<std::string, verified> newest;
    for (const auto* each : list) {
      auto v = verify(*each, public_key::from(*under));
      if (!v) {
        return report(at, not_sound(file + ": " + v.failure().detail));
      }
      auto before = newest.find(v->region);
      if (before != newest.end() && v->previous != before->second.sha256) {
        return report(at,
                      not_sound(file + ": version " + std::to_string(v->version)
                                + " does not name the one before it"));
      }
      newest[v->region] = *v;
      show(at, *v);
    }
    return exit_code::ok;
  }

  void show(const terminal& at, const verified& v) const {
    if (print == print_format::json) {
      at.out << json::serialize(
        json::object{{"verified", true},
                     {"election", v.code},
                     {"region_id", json::parse(v.region)},
                     {"version", v.version},
                     {"sha256", v.sha256}})
             << "\n";
      return;
    }
    at.out << "verified: " << v.code << ", "
           << (v.region == "null" ? "the whole election" : "region " + v.region)
           << ", version " << v.version << ", sha256 " << v.sha256 << "\n";
  }
};

} // namespace

void add_verify_certificate(command_line& commands) {
  auto x = std::make_shared<certificate_check>();
  auto& command = commands.add(
    "election verify-certificate", "Check a signed result, offline",
    "  scrutin election verify-certificate result.json --public-key 3b6a27…\n\n"
    "Reads one certificate, or all of an election as\n"
    "/api/v1/elections/{id}/certificate answers them, and checks each\n"
    "signature and that every version names the one before. Take the public\n"
    "key from somewhere else than the file: `keys show` prints it, and the\n"
    "API tells it before the election opens. Ends with 0 where all is right,\n"
    "with 1 where anything is not, with 5 where there is no such file.\n",
    [x](const terminal& at) { return x->run(at); });
  command.add_option("file", x->file, "The certificate")
    ->required()
    ->type_name("FILE");
  command
    .add_option("--public-key", x->key,
                "Of the election: 64 hexadecimal digits")
    ->required()
    ->type_name("HEX");
  add_print_format(command, x->print);
}

} // namespace scrutin
