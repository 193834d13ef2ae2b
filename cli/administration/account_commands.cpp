#include "cli/administration/account_commands.hpp"

#include <charconv>
#include <ostream>

#include <boost/json.hpp>

#include "cli/administration/opened_accounts.hpp"
#include "cli/administration/password_input.hpp"
#include "domain/administration/password.hpp"
#include "edge/timestamp.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

const std::string me{command_line_actor};

/// What all of these commands are told.
struct account_command {
  node_flags flags;
  std::string name;
  std::vector<std::string> roles;
  std::uint32_t election = 0;
  std::uint32_t region = 0;
  std::string password_file;
  bool without_password = false;
  std::string expires;
  print_format print = print_format::text;

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

using command_ptr = std::shared_ptr<account_command>;

result<std::string> hash_of(const secret_text& password) {
  return hash_password(password.view(), system_random()(password_salt_size),
                       password_cost{});
}

result<account> account_of(const account_command& x) {
  account wanted;
  wanted.name = x.name;
  for (const auto& text : x.roles) {
    auto known = parse_role(text);
    if (!known) {
      return error{ec::malformed, "there is no role of that name"};
    }
    wanted.roles.add(*known);
  }
  if (x.election != 0 || x.region != 0) {
    wanted.region = contest_id{{x.election}, {x.region}};
  }
  if (auto sound = check_account(wanted); !sound) {
    return sound.failure();
  }
  return wanted;
}

/// `90d` or `12h`, in ms.
result<std::int64_t> lifetime_of(const std::string& text) {
  constexpr std::int64_t hour_ms = std::int64_t{3'600} * 1'000;
  constexpr std::uint32_t hours_a_day = 24;
  std::uint32_t number = 0;
  const auto* last = text.data() + text.size();
  auto [end, failure] = std::from_chars(text.data(), last, number);
  auto unit = end + 1 == last ? *end : '\0';
  if (failure != std::errc{} || number == 0 || (unit != 'd' && unit != 'h')) {
    return error{ec::malformed,
                 "--expires is a number of days or hours: 90d, 12h"};
  }
  return std::int64_t{number} * hour_ms * (unit == 'd' ? hours_a_day : 1);
}

// -- what they do -------------------------------------------------------------

exit_code add_one(const terminal& at, account_command& x) {
  // Before a password is asked for: what is wrong should be told first.
  auto wanted = account_of(x);
  if (!wanted) {
    return report(at, wanted.failure());
  }
  std::string hashed;
  if (!x.without_password) {
    auto password = read_new_password(x.password_file);
    if (!password) {
      return report(at, password.failure());
    }
    auto made = hash_of(*password);
    if (!made) {
      return report(at, made.failure());
    }
    hashed = *std::move(made);
  }
  if (auto opened = x.open(); !opened) {
    return report(at, opened.failure());
  }
  if (auto added = x.registry->add(me, *wanted, hashed); !added) {
    return report(at, added.failure());
  }
  at.out << "added " << x.name << "\n";
  return exit_code::ok;
}

std::string text_of(const account& x) {
  std::string text;
  for (auto each : all_roles) {
    if (x.roles.has(each)) {
      text += (text.empty() ? "" : ",") + std::string{to_string(each)};
    }
  }
  if (x.region) {
    text += " (election " + std::to_string(x.region->election.value)
            + " region " + std::to_string(x.region->region.value) + ")";
  }
  return text;
}

boost::json::object json_of(const account_record& x) {
  boost::json::array roles;
  for (auto each : all_roles) {
    if (x.what.roles.has(each)) {
      roles.emplace_back(to_string(each));
    }
  }
  boost::json::object told{{"name", x.what.name},
                           {"roles", std::move(roles)},
                           {"disabled", x.what.disabled},
                           {"has_password", !x.password_hash.empty()}};
  if (x.what.region) {
    told["election_id"] = x.what.region->election.value;
    told["region_id"] = x.what.region->region.value;
  }
  return told;
}

exit_code list_all(const terminal& at, account_command& x) {
  if (auto opened = x.open(); !opened) {
    return report(at, opened.failure());
  }
  auto all = x.registry->store().accounts();
  if (!all) {
    return report(at, all.failure());
  }
  auto noted = x.registry->note(me, audit_act::accounts_listed, "accounts", "");
  if (!noted) {
    return report(at, noted.failure());
  }
  if (x.print == print_format::json) {
    boost::json::array list;
    for (const auto& each : *all) {
      list.push_back(json_of(each));
    }
    at.out << boost::json::serialize(list) << "\n";
    return exit_code::ok;
  }
  for (const auto& each : *all) {
    at.out << each.what.name << ": " << text_of(each.what)
           << (each.what.disabled ? ", disabled" : "")
           << (each.password_hash.empty() ? ", no password" : "") << "\n";
  }
  if (all->empty()) {
    at.err << "scrutin: there is no account; scrutin account add makes one\n";
  }
  return exit_code::ok;
}

template <bool Disabled>
exit_code set_disabled(const terminal& at, account_command& x) {
  auto opened = x.open();
  auto done = opened ? x.registry->set_disabled(me, x.name, Disabled) : opened;
  if (!done) {
    return report(at, done.failure());
  }
  at.out << (Disabled ? "disabled " : "enabled ") << x.name << "\n";
  return exit_code::ok;
}

exit_code set_password(const terminal& at, account_command& x) {
  auto password = read_new_password(x.password_file);
  if (!password) {
    return report(at, password.failure());
  }
  auto hashed = hash_of(*password);
  if (!hashed) {
    return report(at, hashed.failure());
  }
  auto opened = x.open();
  auto done = opened ? x.registry->set_password(me, x.name, *hashed) : opened;
  if (!done) {
    return report(at, done.failure());
  }
  at.out << "set the password of " << x.name << "; its sessions have ended\n";
  return exit_code::ok;
}

exit_code make_token(const terminal& at, account_command& x) {
  auto lifetime_ms = lifetime_of(x.expires);
  if (!lifetime_ms) {
    return report(at, lifetime_ms.failure());
  }
  if (auto opened = x.open(); !opened) {
    return report(at, opened.failure());
  }
  auto made = x.registry->make_token(me, x.name, *lifetime_ms);
  if (!made) {
    return report(at, made.failure());
  }
  auto until = edge::to_timestamp(made->expires_at_ms);
  if (x.print == print_format::json) {
    at.out << boost::json::serialize(
      boost::json::object{{"token", made->token.view()}, {"expires_at", until}})
           << "\n";
    return exit_code::ok;
  }
  at.out << made->token.view() << "\n";
  at.err << "expires " << until << "; it is not shown again\n";
  return exit_code::ok;
}

exit_code revoke_tokens(const terminal& at, account_command& x) {
  auto opened = x.open();
  auto done = opened ? x.registry->revoke_tokens(me, x.name) : opened;
  if (!done) {
    return report(at, done.failure());
  }
  at.out << "revoked the tokens of " << x.name << "\n";
  return exit_code::ok;
}

// -- how they are called ------------------------------------------------------

std::pair<CLI::App*, command_ptr>
add(command_line& commands, const std::string& path,
    const std::string& description, const std::string& examples,
    exit_code (*run)(const terminal&, account_command&)) {
  auto x = std::make_shared<account_command>();
  auto& command =
    commands.add(path, description, examples,
                 [x, run](const terminal& at) { return run(at, *x); });
  x->flags.add_to(command);
  return {&command, x};
}

void add_name(CLI::App& command, const command_ptr& x) {
  command.add_option("name", x->name, "The account's login name")
    ->required()
    ->type_name("NAME");
}

void add_password_file(CLI::App& command, const command_ptr& x) {
  command
    .add_option("--password-file", x->password_file,
                "Its first line is the password; mode 0400 or 0600")
    ->type_name("FILE");
}

void add_making(command_line& commands) {
  auto [command, x] = add(
    commands, "account add", "Add an account of somebody who administers",
    "  scrutin account add marie --role account-administrator\n"
    "  scrutin account add paul --role returning-officer \\\n"
    "    --election 4 --region 2 --password-file paul.password\n\n"
    "Asks for a password, 12 to 128 bytes, on the terminal. Roles:\n"
    "account-administrator, chief-officer, returning-officer, operator,\n"
    "auditor; the first and the last go with no other. Works on PostgreSQL\n"
    "while nodes run; an embedded store's node has to be stopped. Ends with 6\n"
    "where the name is taken.\n",
    add_one);
  add_name(*command, x);
  command->add_option("--role", x->roles, "What it is for; may be repeated")
    ->required()
    ->type_name("ROLE")
    ->expected(1)
    ->take_all();
  command
    ->add_option("--election", x->election, "Of a returning officer: its id")
    ->type_name("ID");
  command->add_option("--region", x->region, "Of a returning officer: its id")
    ->type_name("ID");
  add_password_file(*command, x);
  command->add_flag("--no-password", x->without_password,
                    "For tokens only: nobody signs in with it");
}

void add_changing(command_line& commands) {
  {
    auto [command, x] =
      add(commands, "account disable", "Let an account do nothing any more",
          "  scrutin account disable paul\n\n"
          "Its sessions and tokens end. Accounts are never\n"
          "removed: the audit log names them.\n",
          set_disabled<true>);
    add_name(*command, x);
  }
  {
    auto [command, x] =
      add(commands, "account enable", "Let a disabled account in again",
          "  scrutin account enable paul\n", set_disabled<false>);
    add_name(*command, x);
  }
  {
    auto [command, x] =
      add(commands, "account password", "Set an account's password",
          "  scrutin account password paul\n"
          "  scrutin account password paul --password-file paul.password\n\n"
          "Ends its sessions.\n",
          set_password);
    add_name(*command, x);
    add_password_file(*command, x);
  }
}

} // namespace

void add_account_commands(command_line& commands) {
  add_making(commands);
  {
    auto [command, x] = add(commands, "account ls", "List the accounts",
                            "  scrutin account ls --config scrutin.toml\n"
                            "  scrutin account ls -o json | jq '.[].name'\n",
                            list_all);
    add_print_format(*command, x->print);
  }
  add_changing(commands);
  {
    auto [command, x] =
      add(commands, "account token", "Make a token and show it once",
          "  scrutin account token paul --expires 90d > paul.token\n"
          "  curl -H \"Authorization: Bearer $(cat paul.token)\" \\\n"
          "    https://vote.example.org/api/v1/admin/session\n\n"
          "Only its hash is kept. 366 days at most, 16 an account.\n",
          make_token);
    add_name(*command, x);
    command
      ->add_option("--expires", x->expires,
                   "In so many days or hours: 90d, 12h")
      ->required()
      ->type_name("TIME");
    add_print_format(*command, x->print);
  }
  {
    auto [command, x] =
      add(commands, "account revoke-tokens", "End all tokens of an account",
          "  scrutin account revoke-tokens paul\n", revoke_tokens);
    add_name(*command, x);
  }
}

} // namespace scrutin
