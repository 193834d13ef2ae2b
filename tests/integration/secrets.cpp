// Goal: what voters tell the server is found nowhere else, and what lies on the
// disk links no voter to a ballot (I8; attacks 13, 13a and 15).
// Method: canaries in a hundred thousand requests of all kinds, then a search
// of everything that was written; a search for names of ballots beside voters'
// tags, with ballots cast one by one.
#define CAF_SUITE secrets
#include "caf/test/unit_test.hpp"

#include <filesystem>

#include "domain/credential.hpp"
#include "domain/selection.hpp"
#include "domain/tracking_code.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"
#include "tests/fixtures/cast_ledger.hpp"
#include "tests/fixtures/needles.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr int configuration_exit_code = 3;
constexpr auto receipt_route = "/api/v1/receipts";
constexpr auto canary_address = "198.51.100.177";
constexpr auto canary_option = "3735928559";
constexpr auto canary_write_in = "Canary Writtenin";
constexpr auto canary_key = "canary-retry-key-5d1f";

/// Sends canaries in requests of every kind.
/// @returns the text of every answer that has no business naming one.
std::string send_canaries(http_client& client, const voter& who,
                          const std::string& tracking_code) {
  const voter stranger{who.nas, make_strong_code("0123456789")};
  std::string name = canary_write_in;
  std::string option = canary_option;
  auto write_in = R"({"nas":")" + who.nas + R"(","code":")" + who.code
                  + R"(","election_id":2,"region_id":1,"selection":)"
                    R"({"type":"write_in","name":")"
                  + name + "\"}}";
  auto law = law_cast(who, "oui");
  std::string heard;
  auto post = [&](const std::string& route, const std::string& body,
                  const std::string& key = canary_key) {
    auto fields = "Content-Type: application/json\r\nX-Forwarded-For: "
                  + std::string{canary_address} + "\r\nIdempotency-Key: " + key
                  + "\r\n";
    auto answer = client.exchange(http_request("POST", route, body, fields));
    CAF_REQUIRE(answer);
    if (field_of(answer->body(), "status") != "accepted") {
      heard += answer->body();
    }
  };
  post(law_route, law);
  post(law_route, law, "another-key");
  post(law_route, law_cast(stranger, "oui"));
  post(law_route, law_cast(who, name));
  post(law_route, law.substr(0, law.size() - 1));
  post(law_route, law, std::string(60, 'k') + canary_key);
  post(law_route, R"({"nas":")" + who.nas + who.nas + R"(","code":")" + who.code
                    + who.code + "\"}");
  post(council_route, council_cast(who, "[[" + option + "]]"));
  post(council_route, council_cast(who, "[[\"" + name + "\"]]"));
  post(council_route, council_cast(stranger, "[[1]]"));
  post(council_route, write_in);
  post(receipt_route, R"({"tracking_code":")" + tracking_code + "\"}");
  post(receipt_route, R"({"tracking_code":")" + tracking_code + "X\"}");
  post("/api/v1/none?nas=" + who.nas + "&code=" + who.code, law);
  post("/api/v1/" + who.code, law);
  return heard;
}

/// All canaries in every form.
needles canaries_of(const voter& who, const std::string& tracking_code) {
  needles x;
  x.add_in_every_form("a NAS", who.nas);
  x.add_in_every_form("a code", who.code);
  x.add_in_every_form("a credential", who.nas + "|" + who.code + "|TRIAL-LAW");
  x.add_in_every_form("a retry key", canary_key);
  x.add_in_every_form("a tracking code", tracking_code);
  x.add_in_every_form("a selection", canary_write_in);
  x.add_in_every_form("an option", canary_option);
  x.add_in_every_form("an address", canary_address);
  return x;
}

/// What a ballot and its voter are called under the election's keys.
struct secret_names {
  needles tags;
  needles others;
};

secret_names names_of(const trial_election& trial, const cast_ledger& record,
                      const served_election& served) {
  secret_names x;
  cast_namer namer{served.definition.id, served.keys};
  for (const auto& one : record.casts()) {
    const auto& who = trial.voters()[one.voter];
    auto digest =
      digest_of(credential{who.nas, who.code}, served.definition.roll.digests,
                served.definition.code);
    auto selection = to_canonical(single_choice{{1}});
    auto names = namer.name(digest, one.retry_key, selection);
    x.tags.add("a tag", std::string{names.tag.view()});
    x.others.add_in_every_form("a digest", std::string{digest.view()});
    x.others.add_in_every_form("a ballot id", std::string{names.ballot.view()});
    x.others.add_in_every_form("a retry id", std::string{names.retry.view()});
    x.others.add_in_every_form("a request id",
                               std::string{names.request.view()});
    x.others.add_in_every_form("a tracking code", one.tracking_code);
  }
  return x;
}

} // namespace

CAF_TEST(canaries in a hundred thousand requests are found nowhere) {
  constexpr int rounds = 6'700;
  trial_election trial{{law_document(), council_document(3)}, 3};
  const auto& who = trial.voters()[0];
  auto server = trial.serve({"http.trusted_proxies=127.0.0.0/8"});
  http_client client{server->port()};
  auto first = client.post(law_route, law_cast(who, "oui"), canary_key);
  CAF_REQUIRE(first);
  auto tracking_code = field_of(first->body(), "tracking_code");
  CAF_REQUIRE(!tracking_code.empty());
  auto canaries = canaries_of(who, tracking_code);
  CAF_CHECK(!canaries.found_in("x" + who.nas + "x").empty());
  std::string heard;
  for (int i = 0; i < rounds; ++i) {
    heard += send_canaries(client, who, tracking_code);
  }
  CAF_CHECK_EQUAL(joined(canaries.found_in(heard)), "");
  for (const auto* target : {"/metrics", "/health"}) {
    auto answer = client.get(target);
    CAF_REQUIRE(answer);
    CAF_CHECK_EQUAL(joined(canaries.found_in(answer->body())), "");
  }
  server->kill();
  CAF_CHECK_EQUAL(joined(canaries.found_below(trial.folder().path())), "");
  CAF_CHECK_EQUAL(trial.serve()->stop(), 0);
  CAF_CHECK_EQUAL(joined(canaries.found_below(trial.folder().path())), "");
  for (const auto& entry : std::filesystem::directory_iterator{"."}) {
    CAF_CHECK(entry.path().filename().string().rfind("core", 0) != 0);
  }
}

CAF_TEST(without the keys nothing on the disk joins a tag to a ballot) {
  constexpr std::size_t ballots = 60;
  trial_election trial{{law_document()}, ballots};
  cast_ledger record;
  auto server = trial.serve();
  http_client client{server->port()};
  for (std::size_t i = 0; i < ballots; ++i) {
    CAF_CHECK(record.send(record.add_law_cast(trial, i, "oui"), client));
  }
  server->kill();
  auto image = trial.folder() / "image";
  std::filesystem::copy(trial.data(), image,
                        std::filesystem::copy_options::recursive);
  auto opened = open_elections(trial.options(), system_random());
  CAF_REQUIRE(opened);
  const auto& served = opened->elections->all().front();
  auto names = names_of(trial, record, served);

  CAF_MESSAGE("tags are found where the roll lies: the search works");
  CAF_CHECK(!names.tags.found_below(image).empty());
  CAF_CHECK_EQUAL(joined(names.others.found_below(image)), "");
  CAF_CHECK_EQUAL(joined(names.others.found_below(trial.data())), "");

  CAF_MESSAGE("frames of one ballot show neither tag nor ballot");
  std::size_t frames = 0;
  auto read = opened->at.ballot_box->read(
    {served.definition.id, {1}, 0}, [&](sealed_frame&& frame) -> result<void> {
      auto bytes = encode(frame);
      frames += frame.header.kind == frame_kind::ballots ? 1 : 0;
      CAF_CHECK_EQUAL(joined(names.tags.found_in(bytes)), "");
      CAF_CHECK_EQUAL(joined(names.others.found_in(bytes)), "");
      return {};
    });
  CAF_REQUIRE(read);
  CAF_CHECK_EQUAL(frames, ballots);
}

CAF_TEST(keys that others could read or that lie beside the data are refused) {
  trial_election trial{{law_document()}, 3};
  auto ends_with = [&](const std::vector<std::string>& settings) {
    auto server = trial.start(settings);
    return server->wait_end().value_or(program_end{}).code;
  };
  std::filesystem::permissions(trial.master_key(),
                               std::filesystem::perms{0644});
  CAF_CHECK_EQUAL(ends_with({}), configuration_exit_code);
  std::filesystem::permissions(trial.master_key(),
                               std::filesystem::perms{0400});
  auto beside = trial.data() / "master.key";
  std::filesystem::copy(trial.master_key(), beside);
  CAF_CHECK_EQUAL(ends_with({"keys.master_key_file=" + beside.string()}),
                  configuration_exit_code);
  std::filesystem::remove(beside);
  CAF_MESSAGE("another key over data that is there");
  auto other = trial.folder() / "other.key";
  auto made = run_program({scrutin_program(), "keys", "init", other});
  CAF_REQUIRE_EQUAL(made.end.code, 0);
  CAF_CHECK_EQUAL(ends_with({"keys.master_key_file=" + other.string()}),
                  configuration_exit_code);
  CAF_CHECK_EQUAL(trial.serve()->stop(), 0);
}
