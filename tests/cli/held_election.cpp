#include "held_election.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <stdexcept>

#include "cli/box_verify.hpp"
#include "cli/count/count_command.hpp"
#include "cli/election_export.hpp"
#include "cli/election_recount.hpp"
#include "cli/keys_show.hpp"
#include "cli/review_decide.hpp"
#include "cli/review_export.hpp"
#include "cli/verify_certificate.hpp"
#include "config/option_sources.hpp"
#include "domain/ledger.hpp"
#include "domain/partitioning.hpp"
#include "nodes/master_key.hpp"
#include "sample_election.hpp"

namespace scrutin {

namespace {

template <class T>
T must(result<T> x) {
  if (!x) {
    throw std::runtime_error(to_string(x.failure()));
  }
  return *std::move(x);
}

void must(const result<void>& x) {
  if (!x) {
    throw std::runtime_error(to_string(x.failure()));
  }
}

credential_tag tag_of(std::uint32_t region, std::uint32_t voter) {
  auto text = std::to_string(region) + "/" + std::to_string(voter);
  return credential_tag::from(sha256(text).view().substr(0, 16));
}

std::vector<std::string> shuffled(const std::vector<pile_of_ballots>& piles,
                                  std::uint32_t seed) {
  std::vector<std::string> all;
  for (const auto& pile : piles) {
    all.insert(all.end(), pile.ballots, to_canonical(pile.said));
  }
  std::shuffle(all.begin(), all.end(), std::mt19937{seed});
  return all;
}

std::uint32_t count_of(const std::vector<pile_of_ballots>& piles) {
  std::uint64_t sum = 0;
  for (const auto& pile : piles) {
    sum += pile.ballots;
  }
  return static_cast<std::uint32_t>(sum);
}

result<void> ignore(sealed_frame&&) {
  return {};
}

// One partition, written as its validator writes it.
class frame_log {
public:
  frame_log(const store& at, const served_election& served,
            partition_id partition)
    : box_(*at.ballot_box), partition_(partition),
      ledger_(partition, served.definition),
      sealer_(partition, served.keys.frame) {
    auto slices = served.slices_of(partition.region);
    must(at.roll->read(
      partition.election, partition.region,
      prefixes_of(partition.slice, slices),
      [&](const credential_tag& tag) { ledger_.add_to_roll(tag); }));
    epoch_ = must(box_.acquire(partition, ignore)).epoch;
    append(ledger_.make_open());
  }

  void add(const credential_tag& tag, const std::string& selection) {
    cast x;
    x.partition = partition_;
    x.tag = tag;
    auto name = sha256(tag.view());
    x.ballot = ballot_id::from(name.view().substr(0, 16));
    x.retry = retry_id::from(name.view().substr(16, 16));
    x.selection = selection;
    ledger_.stage(x);
  }
  [[nodiscard]] std::size_t staged() const { return ledger_.staged(); }
  void write() {
    if (ledger_.staged() > 0) {
      append(ledger_.take_frame(ledger_.staged()));
    }
  }
  void close() { append(ledger_.make_close()); }

private:
  void append(const frame_content& content) {
    auto frame = sealer_.seal(epoch_, ledger_.last_sequence() + 1, content);
    must(ledger_.apply(frame.header, content));
    must(box_.append({{frame, spent_tags_of(content)}}).front());
  }

  ballot_box_store& box_;
  partition_id partition_;
  partition_ledger ledger_;
  frame_sealer sealer_;
  epoch_number epoch_ = 0;
};

} // namespace

held_election::held_election(const std::string& document,
                             const ballots_by_region& ballots,
                             const holding& how) {
  std::filesystem::create_directory(folder_ / "elections");
  std::ofstream{folder_ / "elections/held.toml"} << document;
  std::ofstream{folder_ / "node.toml"}
    << "data_directory = \"data\"\nelections_directory = \"elections\"\n"
       "[keys]\nmaster_key_file = \"key\"\n";
  must(create_master_key_file(folder_ / "key", seeded_random(1)));
  enrol(ballots, how.absent);
  vote(ballots, how);
}

opened_elections held_election::open() const {
  option_sources sources;
  sources.file = folder_ / "node.toml";
  return must(
    open_elections(must(read_node_options(sources)), seeded_random(2)));
}

void held_election::enrol(const ballots_by_region& ballots,
                          std::uint32_t absent) const {
  auto opened = open();
  auto id = opened.elections->all().front().definition.id;
  for (const auto& [region, piles] : ballots) {
    std::vector<credential_tag> tags;
    for (std::uint32_t i = 0; i < count_of(piles) + absent; ++i) {
      tags.push_back(tag_of(region, i));
    }
    must(opened.at.roll->add(id, {region}, tags));
  }
}

void held_election::vote(const ballots_by_region& ballots,
                         const holding& how) const {
  auto opened = open();
  const auto& served = opened.elections->all().front();
  for (const auto& [region, piles] : ballots) {
    auto slices = served.slices_of({region});
    std::vector<std::unique_ptr<frame_log>> logs;
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      logs.push_back(std::make_unique<frame_log>(
        opened.at, served,
        partition_id{served.definition.id, {region}, slice}));
    }
    std::uint32_t voter = 0;
    for (const auto& selection : shuffled(piles, how.seed)) {
      auto tag = tag_of(region, voter++);
      auto& log = *logs.at(slice_of(tag, slices));
      log.add(tag, selection);
      if (log.staged() >= how.ballots_a_frame) {
        log.write();
      }
    }
    auto stays = std::count(how.left_open.begin(), how.left_open.end(), region);
    for (auto& log : logs) {
      log->write();
      if (stays == 0) {
        log->close();
      }
    }
  }
}

void held_election::append(partition_id partition,
                           const frame_content& content) const {
  auto opened = open();
  const auto* served = opened.elections->find(partition.election);
  auto log = must(opened.at.ballot_box->acquire(partition, ignore));
  frame_sealer sealer{partition, served->keys.frame};
  auto frame = sealer.seal(log.epoch, log.last_sequence + 1, content);
  must(opened.at.ballot_box->append({{frame, spent_tags_of(content)}}).front());
}

command_result run_command(const std::vector<std::string>& words,
                           std::uint32_t seed) {
  command_line commands;
  add_box_verify(commands);
  add_count(commands);
  add_election_recount(commands);
  add_verify_certificate(commands);
  add_keys_show(commands);
  add_election_export(commands, seeded_random(seed),
                      [] { return std::int64_t{1'790'000'000'000}; });
  add_review_export(commands);
  add_review_decisions(commands);
  std::vector<const char*> pointers{"scrutin"};
  for (const auto& word : words) {
    pointers.push_back(word.c_str());
  }
  std::ostringstream out;
  std::ostringstream err;
  terminal at{out, err};
  command_result x;
  x.code = commands.run(static_cast<int>(pointers.size()), pointers.data(), at);
  x.out = out.str();
  x.err = err.str();
  return x;
}

std::string contents_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace scrutin
