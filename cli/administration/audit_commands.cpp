#include "cli/administration/audit_commands.hpp"

#include <algorithm>
#include <map>
#include <ostream>

#include <boost/json.hpp>

#include "cli/administration/command_note.hpp"
#include "cli/administration/opened_accounts.hpp"
#include "domain/administration/account_history.hpp"
#include "domain/administration/audit_chain.hpp"
#include "domain/text.hpp"
#include "edge/audit_csv.hpp"
#include "edge/timestamp.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

constexpr std::size_t entries_at_once = 1'000;
/// Each fails only where another program wrote meanwhile.
constexpr int tries_max = 20;

enum class audit_print : unsigned char { text = 1, json, csv };

struct audit_command {
  node_flags flags;
  std::uint64_t after = 0;
  std::uint64_t limit = 0;
  std::string noted;
  /// Of a verification.
  print_format print = print_format::text;
  /// Of a list.
  audit_print list_print = audit_print::text;

  std::unique_ptr<account_registry> registry;

  result<void> open() {
    auto opened = open_account_registry(flags);
    if (!opened) {
      return opened.failure();
    }
    registry = std::move(*opened);
    return {};
  }
};

/// Visits the entries after a number, `most` of them, a page at a time.
template <class Visitor>
result<void> read_log(const administration_store& at, std::uint64_t after,
                      std::uint64_t most, Visitor visit) {
  while (most > 0) {
    auto count = std::min<std::uint64_t>(most, entries_at_once);
    auto page = at.audit(after, static_cast<std::size_t>(count));
    if (!page) {
      return page.failure();
    }
    for (const auto& x : *page) {
      if (auto seen = visit(x); !seen) {
        return seen;
      }
    }
    if (page->size() < count) {
      return {};
    }
    after = page->back().number;
    most -= count;
  }
  return {};
}

boost::json::object json_of(const audit_entry& x) {
  return {{"number", x.number},
          {"at", edge::to_timestamp(x.at_ms)},
          {"at_ms", x.at_ms},
          {"actor", x.actor},
          {"act", x.act},
          {"subject", x.subject},
          {"detail", x.detail},
          {"previous", to_hex(x.previous.view())},
          {"hash", to_hex(x.hash.view())}};
}

void print_entry(const terminal& at, audit_print how, const audit_entry& x) {
  switch (how) {
  case audit_print::text:
    at.out << x.number << " " << edge::to_timestamp(x.at_ms) << " " << x.actor
           << ": " << x.act << " " << x.subject
           << (x.detail.empty() ? "" : ", ") << x.detail << "\n";
    return;
  case audit_print::json:
    at.out << boost::json::serialize(json_of(x)) << "\n";
    return;
  case audit_print::csv: {
    std::string line;
    edge::append_csv(line, x);
    at.out << line;
    return;
  }
  }
}

exit_code list_entries(const terminal& at, audit_command& x) {
  if (auto opened = x.open(); !opened) {
    return report(at, opened.failure());
  }
  auto most = x.limit == 0 ? UINT64_MAX : x.limit;
  if (x.list_print == audit_print::csv) {
    at.out << edge::audit_csv_columns << "\n";
  }
  auto print = [&](const audit_entry& entry) {
    print_entry(at, x.list_print, entry);
    return result<void>{};
  };
  auto done = read_log(x.registry->store(), x.after, most, print);
  if (done) {
    note_command(at, *x.registry, audit_act::log_read, "audit log", "");
  }
  return done ? exit_code::ok : report(at, done.failure());
}

/// The accounts as they are, and where the log stood while they were read.
result<std::pair<audit_mark, std::vector<account>>>
read_accounts(const administration_store& store) {
  for (int i = 0; i < tries_max; ++i) {
    auto before = store.head();
    if (!before) {
      return before.failure();
    }
    auto records = store.accounts();
    if (!records) {
      return records.failure();
    }
    auto after = store.head();
    if (!after) {
      return after.failure();
    }
    if (*before == *after) {
      std::vector<account> accounts;
      for (auto& x : *records) {
        accounts.push_back(std::move(x.what));
      }
      return std::pair{*after, std::move(accounts)};
    }
  }
  return error{ec::overloaded,
               "other programs wrote the audit log all the time; try again"};
}

/// @returns `damaged` where something stands past the end of the log.
result<void> check_end(const administration_store& store,
                       const audit_mark& head) {
  auto beyond = store.audit(head.number, 1);
  if (!beyond) {
    return beyond.failure();
  }
  auto now = store.head();
  if (!now) {
    return now.failure();
  }
  if (!beyond->empty() && *now == head) {
    return error{ec::damaged, "audit entry "
                                + std::to_string(beyond->front().number)
                                + " stands past the end of the log"};
  }
  return {};
}

/// @returns `damaged` where the log is not whole, or accounts are not what it
/// says.
result<audit_mark> verify_log(const administration_store& store,
                              std::optional<audit_mark> noted) {
  // Before the entries: what others add to the log meanwhile is none of ours.
  auto now = read_accounts(store);
  if (!now) {
    return now.failure();
  }
  audit_chain chain{noted};
  account_history history;
  const auto& [head, accounts] = *now;
  auto read =
    read_log(store, 0, head.number, [&](const audit_entry& x) -> result<void> {
      auto fits = chain.next(x);
      if (fits) {
        history.add(x);
      }
      return fits;
    });
  if (!read) {
    return read.failure();
  }
  if (auto ended = chain.end(head); !ended) {
    return ended.failure();
  }
  if (auto ended = check_end(store, head); !ended) {
    return ended.failure();
  }
  std::string different;
  for (const auto& x : history.differences(accounts)) {
    different += (different.empty() ? "account " : "\naccount ") + x;
  }
  if (!different.empty()) {
    return error{ec::damaged, different};
  }
  return head;
}

exit_code verify(const terminal& at, audit_command& x) {
  std::optional<audit_mark> noted;
  if (!x.noted.empty()) {
    auto mark = parse_audit_mark(x.noted);
    if (!mark) {
      return report(at, mark.failure());
    }
    noted = *mark;
  }
  if (auto opened = x.open(); !opened) {
    return report(at, opened.failure());
  }
  auto head = verify_log(x.registry->store(), noted);
  if (!head) {
    if (x.print == print_format::json && head.failure().code == ec::damaged) {
      at.out << boost::json::serialize(boost::json::object{
        {"whole", false}, {"detail", head.failure().detail}})
             << "\n";
    }
    return report(at, head.failure());
  }
  auto text = to_string(*head);
  // A copy that takes no line is verified all the same.
  auto is_noted =
    note_command(at, *x.registry, audit_act::log_verified, "audit log", text);
  if (x.print == print_format::json) {
    at.out << boost::json::serialize(
      boost::json::object{{"whole", true},
                          {"entries", head->number},
                          {"head", text},
                          {"noted", is_noted}})
           << "\n";
  } else {
    at.out << "the audit log is whole: " << with_separators(head->number)
           << " entries\nhead " << text << "\n";
  }
  return exit_code::ok;
}

std::pair<CLI::App*, std::shared_ptr<audit_command>>
add(command_line& commands, const std::string& path,
    const std::string& description, const std::string& examples,
    exit_code (*run)(const terminal&, audit_command&)) {
  auto x = std::make_shared<audit_command>();
  auto& command =
    commands.add(path, description, examples,
                 [x, run](const terminal& at) { return run(at, *x); });
  x->flags.add_to(command);
  return {&command, x};
}

} // namespace

void add_audit_commands(command_line& commands) {
  {
    auto [command, x] =
      add(commands, "audit ls", "Show what those who administer did",
          "  scrutin audit ls --config scrutin.toml\n"
          "  scrutin audit ls --after 100 -o json | jq -r .act\n"
          "  scrutin audit ls -o csv > audit.csv\n\n"
          "JSON is one object a line. CSV has names of columns first; text "
          "that a\n"
          "spreadsheet would take for a formula gets an apostrophe before it, "
          "which\n"
          "is no part of what is hashed.\n",
          list_entries);
    static const std::map<std::string, audit_print> names = {
      {"text", audit_print::text},
      {"json", audit_print::json},
      {"csv", audit_print::csv}};
    command
      ->add_option("-o,--print", x->list_print,
                   "Print for people (text), programs (json) or spreadsheets "
                   "(csv)")
      ->transform(CLI::CheckedTransformer(names))
      ->type_name("text|json|csv")
      ->option_text("text|json|csv");
    command->add_option("--after", x->after, "Only entries past that number")
      ->type_name("N");
    command->add_option("--limit", x->limit, "At most so many; 0: all")
      ->type_name("N");
  }
  auto [command, x] = add(
    commands, "audit verify", "Check that nobody changed the audit log",
    "  scrutin audit verify --config scrutin.toml\n"
    "  scrutin audit verify --head 41:9f86…\n\n"
    "Reads every entry and computes its hash, which holds the hash of the one\n"
    "before. Names by number what was changed, removed, inserted or moved, "
    "and\n"
    "then ends with 4. Write the head down elsewhere: with --head, a log that\n"
    "was cut off or written anew as a whole is found, too. A head that was\n"
    "noted early holds for ever. Ends with 4, too, where accounts are not "
    "what\n"
    "the log says of them. Where the store takes no line, as a copy for\n"
    "reading, says so and verifies all the same.\n",
    verify);
  add_print_format(*command, x->print);
  command
    ->add_option("--head", x->noted,
                 "A head that was noted before: NUMBER:HASH, or HASH")
    ->type_name("HEAD");
}

} // namespace scrutin
