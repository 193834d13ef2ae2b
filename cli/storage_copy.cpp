#include "cli/storage_copy.hpp"

#include <algorithm>
#include <ostream>

#include <boost/json.hpp>

#include "cli/progress_bar.hpp"
#include "config/election_document.hpp"
#include "config/option_sources.hpp"
#include "domain/text.hpp"
#include "nodes/database_store.hpp"
#include "nodes/election_copy.hpp"
#include "nodes/master_key.hpp"
#include "nodes/opened_store.hpp"
#include "storage/postgresql/connected_programs.hpp"

namespace scrutin {

namespace {

/// One election that is copied.
struct copied_election {
  std::string name;
  catalog_record record;
  election_keys keys;
  election_extent source;
  election_extent target;
};

result<node_options> options_of(const std::filesystem::path& file) {
  option_sources sources;
  sources.file = file;
  auto options = read_node_options(sources);
  if (options) {
    // What is acquired for a copy belongs to nobody afterwards.
    options->cluster.node.clear();
    options->cluster.roles = cluster_options{}.roles;
  }
  return options;
}

/// Opens a store that no node serves meanwhile.
result<opened_store> open_idle(const node_options& options,
                               const std::string& role) {
  if (options.storage.backend == backend_kind::postgresql) {
    auto where = database_of(options);
    if (!where) {
      return where.failure();
    }
    auto programs = connected_programs(*where);
    if (!programs) {
      return explain_database(programs.failure());
    }
    if (!programs->empty()) {
      return error{ec::wrong_state,
                   "the " + role + " is in use by \"" + programs->front()
                     + "\"; stop every node and command on it"};
    }
  }
  auto opened = open_store(options);
  if (!opened) {
    return error{opened.failure().code,
                 "the " + role + ": " + opened.failure().detail};
  }
  return opened;
}

bool is_same_store(const node_options& x, const node_options& y) {
  if (x.storage.backend != y.storage.backend) {
    return false;
  }
  return x.storage.backend == backend_kind::postgresql
           ? x.postgresql.connection == y.postgresql.connection
           : std::filesystem::weakly_canonical(x.data_directory)
               == std::filesystem::weakly_canonical(y.data_directory);
}

struct storage_copy {
  std::filesystem::path from_file;
  std::filesystem::path to_file;
  std::vector<std::string> codes;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto from = options_of(from_file);
    if (!from) {
      return report(at, from.failure());
    }
    auto to = options_of(to_file);
    if (!to) {
      return report(at, to.failure());
    }
    auto copied = copy(at, *from, *to);
    if (!copied) {
      return report(at, copied.failure());
    }
    print_all(at, *copied);
    auto is_equal = [](const auto& x) { return x.source == x.target; };
    if (!std::all_of(copied->begin(), copied->end(), is_equal)) {
      at.err << "scrutin: source and target differ; empty the target and copy "
                "again, with no node on either\n";
      return exit_code::storage;
    }
    return exit_code::ok;
  }

  [[nodiscard]] result<std::vector<copied_election>>
  copy(const terminal& at, const node_options& from,
       const node_options& to) const {
    if (is_same_store(from, to)) {
      return error{ec::bad_configuration,
                   "--from and --to name the same store"};
    }
    auto source = open_idle(from, "source");
    if (!source) {
      return source.failure();
    }
    auto elections = elections_of(source->at, from, to);
    if (!elections) {
      return elections.failure();
    }
    auto target = open_idle(to, "target");
    if (!target) {
      return target.failure();
    }
    for (auto& x : *elections) {
      if (auto done = copy_one(at, source->at, target->at, x); !done) {
        return error{done.failure().code,
                     x.name + ": " + done.failure().detail};
      }
    }
    return elections;
  }

  /// Those that were asked for, with keys that both nodes can use.
  [[nodiscard]] result<std::vector<copied_election>>
  elections_of(const store& source, const node_options& from,
               const node_options& to) const {
    auto documents = load_elections(from.elections_directory);
    if (!documents) {
      return documents.failure();
    }
    auto records = source.catalog->all();
    if (!records) {
      return records.failure();
    }
    auto theirs = read_master_key(to);
    if (!theirs) {
      return theirs.failure();
    }
    std::vector<copied_election> list;
    for (auto& record : *records) {
      auto known = std::find_if(
        documents->begin(), documents->end(),
        [&](const election& x) { return x.id == record.election; });
      auto name = known != documents->end()
                    ? known->code
                    : "election " + std::to_string(record.election.value);
      if (!codes.empty()
          && std::find(codes.begin(), codes.end(), name) == codes.end()) {
        continue;
      }
      auto keys = unwrap(record.wrapped_keys, *theirs, record.election);
      if (!keys) {
        return error{keys.failure().code,
                     name
                       + ": the master key of --to is not the one that the "
                         "source's keys are under; give both the same"};
      }
      list.push_back({name, std::move(record), *keys, {}, {}});
    }
    for (const auto& code : codes) {
      auto is_there = std::any_of(list.begin(), list.end(), [&](const auto& x) {
        return x.name == code;
      });
      if (!is_there) {
        return error{ec::unknown_election,
                     "the source has no election " + code};
      }
    }
    if (list.empty()) {
      return error{ec::unknown_election, "the source has no election"};
    }
    return list;
  }

  static result<void> copy_one(const terminal& at, const store& from,
                               const store& to, copied_election& x) {
    auto source = measure(from, x.record, x.keys);
    if (!source) {
      return source.failure();
    }
    x.source = *source;
    std::uint64_t done = 0;
    progress_bar bar{at, "Copying " + x.name, "voters and frames",
                     x.source.voters + x.source.frames};
    auto copied =
      copy_election(from, to, x.record, x.keys, [&](std::uint64_t more) {
        done += more;
        bar.update(done, done);
      });
    bar.finish();
    if (!copied) {
      return copied;
    }
    // Both, since a node that went on in the source would be noticed only so.
    auto again = measure(from, x.record, x.keys);
    auto target = again ? measure(to, x.record, x.keys) : again;
    if (!target) {
      return target.failure();
    }
    x.source = *again;
    x.target = *target;
    return {};
  }

  void print_all(const terminal& at,
                 const std::vector<copied_election>& all) const {
    if (print == print_format::json) {
      boost::json::array list;
      for (const auto& x : all) {
        list.push_back(boost::json::object{
          {"election", x.name},
          {"equal", x.source == x.target},
          {"source", to_json(x.source)},
          {"target", to_json(x.target)},
        });
      }
      at.out << boost::json::serialize(list) << "\n";
      return;
    }
    for (const auto& x : all) {
      at.out << x.name << ": " << with_separators(x.target.voters)
             << " voters, " << with_separators(x.target.frames)
             << " frames with " << with_separators(x.target.ballots)
             << " ballots, " << with_separators(x.target.reviews)
             << " refused attempts; "
             << (x.source == x.target ? "equal" : "DIFFERENT") << "\n  rolls  "
             << to_hex(x.target.roll.view()) << "\n  frames "
             << to_hex(x.target.log.view()) << "\n";
    }
  }

  static boost::json::object to_json(const election_extent& x) {
    return {{"voters", x.voters},
            {"partitions", x.partitions},
            {"frames", x.frames},
            {"ballots", x.ballots},
            {"refused_attempts", x.reviews},
            {"rolls_sha256", to_hex(x.roll.view())},
            {"frames_sha256", to_hex(x.log.view())}};
  }
};

} // namespace

void add_storage_copy(command_line& commands) {
  auto x = std::make_shared<storage_copy>();
  auto& command = commands.add(
    "storage copy", "Move elections from one store to another, and compare",
    "  scrutin storage copy --from embedded.toml --to cluster.toml\n"
    "  scrutin storage copy --from cluster.toml --to embedded.toml \\\n"
    "    --election L2025-001 -o json\n\n"
    "Each file is a node's options; they say where the stores are, embedded\n"
    "or PostgreSQL. Stop every node on both first. Rolls, ballots under their\n"
    "epochs, keys under the master key and refused attempts go along; both\n"
    "files need the same master key. The target may hold other elections, and\n"
    "what an interrupted copy has brought: run it again. At the end both are\n"
    "read whole and compared by count and SHA-256.\n"
    "Accounts of those who administer and their audit log stay where they "
    "are:\n"
    "they belong to a store, not to an election.\n\n"
    "Serve the election from one of the two only, ever: two that go on apart\n"
    "would each let every voter vote. Ends with 4 where they differ, with 6\n"
    "where one is in use or the target holds something else.\n",
    [x](const terminal& at) { return x->run(at); });
  command
    .add_option("--from", x->from_file, "Options of a node with the source")
    ->required()
    ->type_name("FILE");
  command.add_option("--to", x->to_file, "Options of a node with the target")
    ->required()
    ->type_name("FILE");
  command
    .add_option("-e,--election", x->codes,
                "Only this election; may be repeated")
    ->type_name("CODE")
    ->expected(1)
    ->take_all();
  add_print_format(command, x->print);
}

} // namespace scrutin
