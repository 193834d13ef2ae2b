#include "cli/election_definitions.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <variant>

#include <boost/json.hpp>

#include "actors/definition_desk.hpp"
#include "cli/node_flags.hpp"
#include "cli/officials/official_flags.hpp"
#include "config/election_document.hpp"
#include "config/text_file.hpp"
#include "domain/text.hpp"
#include "edge/timestamp.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

constexpr auto elections_target = "/api/v1/admin/elections";

struct definition_flags {
  node_flags node;
  /// Of a node; without its address the store itself is asked.
  official_flags client;
  std::string file;
  std::string code;
  bool dry_run = false;
  bool document = false;
  print_format print = print_format::text;
};

/// A store that is open for a command.
struct opened_definitions {
  opened_elections opened;
  std::shared_ptr<administration_store> administration;
};

result<opened_definitions> open(const definition_flags& x) {
  auto options = x.node.read();
  if (!options) {
    return options.failure();
  }
  auto opened = open_elections(*options, system_random());
  if (!opened && opened.failure().code == ec::storage_locked) {
    return error{ec::storage_locked,
                 opened.failure().detail
                   + "; its node runs: name it with --node, or stop it first"};
  }
  if (!opened) {
    return opened.failure();
  }
  opened_definitions all{*std::move(opened), nullptr};
  all.administration = std::move(all.opened.at.administration);
  return all;
}

// -- apply --------------------------------------------------------------------

json::value nullable(const std::optional<std::string>& x) {
  return x ? json::value(*x) : json::value(nullptr);
}

json::object json_of(const definition_outcome& x, bool dry_run) {
  json::array changes;
  for (const auto& each : x.changes) {
    changes.push_back({{"field", each.field},
                       {"before", nullable(each.before)},
                       {"after", nullable(each.after)}});
  }
  auto is_any = x.is_new || !x.changes.empty();
  return {{"status", !is_any   ? "unchanged"
                     : dry_run ? "would-change"
                               : "defined"},
          {"new", x.is_new},
          {"changes", std::move(changes)},
          {"total", x.changes.size()}};
}

result<json::object> apply_in_store(const definition_flags& x, election_id id,
                                    const std::string& document) {
  auto at = open(x);
  if (!at) {
    return at.failure();
  }
  account_registry registry{at->administration, system_clock(),
                            system_random()};
  official_log officials{at->administration, at->opened.elections};
  definition_checks checks;
  checks.read = [&x](const std::string& text) {
    return defined_by_toml(text, x.file);
  };
  checks.has_begun = [&at](election_id election) {
    return has_begun(*at->opened.at.ballot_box, election);
  };
  checks.now = system_clock();
  definition_desk desk{registry, officials, at->opened.elections, checks};
  auto outcome =
    desk.define(std::string{command_line_actor}, id, document, x.dry_run);
  if (!outcome) {
    return outcome.failure();
  }
  return json_of(*outcome, x.dry_run);
}

std::string text_of(const json::value& x) {
  if (x.is_string()) {
    return std::string{x.get_string().data(), x.get_string().size()};
  }
  return x.is_null() ? std::string{"-"} : json::serialize(x);
}

std::string member(const json::object& x, const char* name) {
  const auto* found = x.if_contains(name);
  return found == nullptr ? std::string{"-"} : text_of(*found);
}

void print_outcome(const terminal& at, const definition_flags& flags,
                   const std::string& code, const json::object& x) {
  if (flags.print == print_format::json) {
    at.out << json::serialize(x) << "\n";
    return;
  }
  auto status = member(x, "status");
  at.out << code << ": " << (status == "would-change" ? "would change" : status)
         << (member(x, "new") == "true" ? " (new)" : "") << "\n";
  const auto* changes = x.if_contains("changes");
  if (changes == nullptr || !changes->is_array()) {
    return;
  }
  for (const auto& each : changes->get_array()) {
    if (const auto* change = each.if_object()) {
      at.out << "  " << member(*change, "field") << ": "
             << member(*change, "before") << " -> " << member(*change, "after")
             << "\n";
    }
  }
}

/// Whether a node refused since what would change is fixed by now.
bool is_fixed(const admin_reply& x) {
  const auto* problem = x.body.if_object();
  return problem != nullptr
         && member(*problem, "type")
              == "urn:scrutin:problem:definition-changed";
}

exit_code apply_by_node(const terminal& at, const definition_flags& x,
                        const election& defined, const std::string& document) {
  auto client = x.client.open();
  if (!client) {
    return report(at, client.failure());
  }
  auto target = std::string{elections_target} + "/"
                + std::to_string(defined.id.value)
                + (x.dry_run ? "?dry_run=true" : "");
  auto reply = client->put(target, document, "application/toml");
  if (!reply) {
    return report(at, reply.failure());
  }
  if (reply->status / 100 != 2 || !reply->body.is_object()) {
    auto ended = report(at, *reply);
    return is_fixed(*reply) ? exit_code::configuration : ended;
  }
  print_outcome(at, x, defined.code, reply->body.as_object());
  return exit_code::ok;
}

exit_code apply(const terminal& at, const definition_flags& x) {
  auto document = read_text_file(x.file);
  if (!document) {
    return report(at, document.failure());
  }
  // Whatever is wrong in it is said with its file and line.
  auto read = election_from_toml(*document, x.file);
  if (!read) {
    return report(at, read.failure());
  }
  if (!x.client.node.empty()) {
    return apply_by_node(at, x, *read, *document);
  }
  auto outcome = apply_in_store(x, read->id, *document);
  if (!outcome) {
    return report(at, outcome.failure());
  }
  print_outcome(at, x, read->code, *outcome);
  return exit_code::ok;
}

// -- ls, show -----------------------------------------------------------------

result<json::object> json_of(const served_election& x,
                             const opened_definitions& at) {
  json::object shown{
    {"id", x.definition.id.value},
    {"code", x.definition.code},
    {"name", {{"fr", x.definition.name.fr}, {"en", x.definition.name.en}}},
    {"fingerprint", to_hex(meaning_fingerprint(x.definition))},
    {"source", x.defined_by == 0 ? "document" : "act"}};
  if (x.defined_by != 0) {
    auto line = at.administration->audit(x.defined_by - 1, 1);
    if (!line) {
      return line.failure();
    }
    if (!line->empty()) {
      shown["number"] = x.defined_by;
      shown["by"] = line->front().actor;
      shown["at"] = edge::to_timestamp(line->front().at_ms);
    }
  }
  json::array regions;
  std::uint64_t all = 0;
  for (const auto& [region, slices] : x.slices) {
    auto voters = at.opened.at.roll->count(x.definition.id, region);
    if (!voters) {
      return voters.failure();
    }
    all += *voters;
    regions.push_back(
      {{"region_id", region.value}, {"voters", *voters}, {"slices", slices}});
  }
  shown["regions"] = std::move(regions);
  shown["voters"] = all;
  shown["document"] = x.document;
  return shown;
}

/// All of them, each as the API shows it.
result<json::array> elections_in_store(const definition_flags& x) {
  auto at = open(x);
  if (!at) {
    return at.failure();
  }
  json::array list;
  for (const auto& served : at->opened.elections->all()) {
    auto shown = json_of(served, *at);
    if (!shown) {
      return shown.failure();
    }
    list.emplace_back(*std::move(shown));
  }
  return list;
}

/// What to show, or how the command ends.
template <class What>
using shown_or_ended = std::variant<What, exit_code>;

shown_or_ended<json::value> ask_node(const terminal& at,
                                     const definition_flags& x,
                                     const std::string& target) {
  auto client = x.client.open();
  if (!client) {
    return report(at, client.failure());
  }
  auto reply = client->get(target);
  if (!reply) {
    return report(at, reply.failure());
  }
  if (reply->status != 200 || !reply->body.is_object()) {
    return report(at, *reply);
  }
  return std::move(reply->body);
}

shown_or_ended<json::array> elections(const terminal& at,
                                      const definition_flags& x) {
  if (x.client.node.empty()) {
    auto all = elections_in_store(x);
    if (!all) {
      return report(at, all.failure());
    }
    return *std::move(all);
  }
  auto told = ask_node(at, x, elections_target);
  if (auto* ended = std::get_if<exit_code>(&told)) {
    return *ended;
  }
  auto& object = std::get<json::value>(told).get_object();
  auto* list = object.if_contains("elections");
  if (list == nullptr || !list->is_array()) {
    return report(
      at, error{ec::unavailable, "the node answered no list of elections"});
  }
  return std::move(list->get_array());
}

std::string name_of(const json::object& x) {
  const auto* name = x.if_contains("name");
  const auto* both = name == nullptr ? nullptr : name->if_object();
  return both == nullptr ? std::string{"-"} : member(*both, "en");
}

exit_code list(const terminal& at, const definition_flags& x) {
  auto found = elections(at, x);
  if (auto* ended = std::get_if<exit_code>(&found)) {
    return *ended;
  }
  auto& all = std::get<json::array>(found);
  for (auto& each : all) {
    if (auto* object = each.if_object()) {
      object->erase("document");
    }
  }
  if (x.print == print_format::json) {
    at.out << json::serialize(all) << "\n";
    return exit_code::ok;
  }
  std::vector<std::vector<std::string>> rows{
    {"ID", "CODE", "STATE", "VOTERS", "DEFINED BY", "NAME"}};
  for (const auto& each : all) {
    if (const auto* o = each.if_object()) {
      rows.push_back(
        {member(*o, "id"), member(*o, "code"), member(*o, "state"),
         member(*o, "voters"),
         member(*o, "source") == "document" ? "a document" : member(*o, "by"),
         name_of(*o)});
    }
  }
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      at.out << row[i] << std::string(widths[i] - row[i].size() + 2, ' ');
    }
    at.out << row.back() << "\n";
  }
  return exit_code::ok;
}

void print_election(const terminal& at, const json::object& x) {
  at.out << member(x, "code") << " (" << member(x, "id") << "): " << name_of(x)
         << "\n  state        " << member(x, "state") << "\n  fingerprint  "
         << member(x, "fingerprint") << "\n  defined by   "
         << (member(x, "source") == "document"
               ? std::string{"a document of the node"}
               : member(x, "by") + ", " + member(x, "at") + ", line "
                   + member(x, "number") + " of the audit log")
         << "\n  voters       " << member(x, "voters") << "\n";
  const auto* regions = x.if_contains("regions");
  if (regions == nullptr || !regions->is_array()) {
    return;
  }
  for (const auto& each : regions->get_array()) {
    if (const auto* part = each.if_object()) {
      at.out << "    region " << member(*part, "region_id") << ": "
             << member(*part, "voters") << " in " << member(*part, "slices")
             << (member(*part, "slices") == "1" ? " slice\n" : " slices\n");
    }
  }
}

exit_code show(const terminal& at, const definition_flags& x) {
  auto listed = elections(at, x);
  if (auto* ended = std::get_if<exit_code>(&listed)) {
    return *ended;
  }
  const auto& all = std::get<json::array>(listed);
  auto found = std::find_if(all.begin(), all.end(), [&x](const auto& each) {
    return each.is_object() && member(each.get_object(), "code") == x.code;
  });
  if (found == all.end()) {
    return report(at, error{ec::unknown_election, "no election " + x.code});
  }
  auto shown = found->get_object();
  if (!x.client.node.empty()) {
    auto told = ask_node(
      at, x, std::string{elections_target} + "/" + member(shown, "id"));
    if (auto* ended = std::get_if<exit_code>(&told)) {
      return *ended;
    }
    shown = std::get<json::value>(told).get_object();
  }
  if (x.document) {
    const auto* document = shown.if_contains("document");
    if (document == nullptr || !document->is_string()
        || document->get_string().empty()) {
      return report(at,
                    {ec::unavailable, x.code + " was made without a document"});
    }
    at.out << text_of(*document);
  } else if (x.print == print_format::json) {
    at.out << json::serialize(shown) << "\n";
  } else {
    print_election(at, shown);
  }
  return exit_code::ok;
}

void add_flags(CLI::App& command, const std::shared_ptr<definition_flags>& x) {
  x->node.add_to(command);
  x->client.node.clear();
  x->client.add_to(command);
  add_print_format(command, x->print);
}

} // namespace

void add_election_definitions(command_line& commands) {
  auto applied = std::make_shared<definition_flags>();
  auto& apply_command = commands.add(
    "election apply", "Define an election by a document, or correct it",
    "  scrutin election apply election.toml --node https://node1:8000 \\\n"
    "    --token-file louise.token --dry-run\n"
    "  scrutin election apply election.toml -c scrutin.toml\n\n"
    "The same document again changes nothing. With --node, a node does it by\n"
    "its admin API, and all nodes follow within seconds. Without, it is done\n"
    "in the store of the options: on PostgreSQL while nodes run, in an\n"
    "embedded store while its node does not. Says field by field what\n"
    "changes. Ends with 3 where the document is wrong, or changes what is\n"
    "fixed by now: once an election has begun, what a ballot means; once it\n"
    "has opened, its hours.\n",
    [applied](const terminal& at) { return apply(at, *applied); });
  add_flags(apply_command, applied);
  apply_command.add_option("file", applied->file, "The document, TOML")
    ->required()
    ->check(CLI::ExistingFile)
    ->option_text("FILE REQUIRED");
  apply_command.add_flag("--dry-run", applied->dry_run,
                         "Only say what would change");

  auto listed = std::make_shared<definition_flags>();
  auto& list_command = commands.add(
    "election ls", "Elections that are defined, and by whom",
    "  scrutin election ls --node https://node1:8000 --token-file t.token\n"
    "  scrutin election ls -c scrutin.toml -o json\n\n"
    "Without --node it reads the store, and says nothing of states.\n",
    [listed](const terminal& at) { return list(at, *listed); });
  add_flags(list_command, listed);

  auto shown = std::make_shared<definition_flags>();
  auto& show_command =
    commands.add("election show", "How an election is defined",
                 "  scrutin election show QC-2026 -c scrutin.toml\n"
                 "  scrutin election show QC-2026 --document > QC-2026.toml\n\n"
                 "Ends with 5 where there is no such election.\n",
                 [shown](const terminal& at) { return show(at, *shown); });
  add_flags(show_command, shown);
  show_command.add_option("code", shown->code, "Code of the election")
    ->required()
    ->option_text("CODE REQUIRED");
  show_command.add_flag("--document", shown->document,
                        "Print the document and nothing else");
}

} // namespace scrutin
