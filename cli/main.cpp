#include "cli/administration/account_commands.hpp"
#include "cli/administration/audit_commands.hpp"
#include "cli/box_verify.hpp"
#include "cli/cluster_certs.hpp"
#include "cli/cluster_commands.hpp"
#include "cli/command_line.hpp"
#include "cli/completions.hpp"
#include "cli/config_check.hpp"
#include "cli/count/count_command.hpp"
#include "cli/demo.hpp"
#include "cli/election_closing.hpp"
#include "cli/election_definitions.hpp"
#include "cli/election_export.hpp"
#include "cli/election_recount.hpp"
#include "cli/keys_init.hpp"
#include "cli/keys_show.hpp"
#include "cli/load/load_command.hpp"
#include "cli/officials/act_commands.hpp"
#include "cli/officials/voter_commands.hpp"
#include "cli/officials/write_in_command.hpp"
#include "cli/results_watch.hpp"
#include "cli/review_decide.hpp"
#include "cli/review_export.hpp"
#include "cli/roll_generate.hpp"
#include "cli/roll_import.hpp"
#include "cli/roll_status.hpp"
#include "cli/serve.hpp"
#include "cli/storage_copy.hpp"
#include "cli/storage_migrate.hpp"
#include "cli/verify_certificate.hpp"
#include "nodes/system_surroundings.hpp"

int main(int count, char** words) {
  scrutin::hide_process_memory();
  scrutin::command_line commands;
  scrutin::add_demo(commands);
  scrutin::add_serve(commands);
  scrutin::add_config_check(commands);
  scrutin::add_count(commands);
  scrutin::add_keys_init(commands);
  scrutin::add_keys_show(commands);
  scrutin::add_cluster_certs(commands);
  scrutin::add_results_watch(commands);
  scrutin::add_load(commands);
  scrutin::add_roll_generate(commands);
  scrutin::add_roll_import(commands);
  scrutin::add_roll_status(commands);
  scrutin::add_box_verify(commands);
  scrutin::add_election_closing(commands);
  scrutin::add_election_write_ins(commands);
  scrutin::add_verify_certificate(commands);
  scrutin::add_election_definitions(commands);
  scrutin::add_election_recount(commands);
  scrutin::add_election_export(commands, scrutin::system_random(),
                               scrutin::system_clock());
  auto officials = scrutin::system_official_surroundings();
  scrutin::add_official_acts(commands, officials);
  scrutin::add_roll_changes(commands, officials);
  scrutin::add_review_export(commands);
  scrutin::add_review_decisions(commands);
  scrutin::add_account_commands(commands);
  scrutin::add_audit_commands(commands);
  scrutin::add_storage_copy(commands);
  scrutin::add_storage_migrate(commands);
  scrutin::add_cluster_commands(commands);
  scrutin::add_completions(commands);
  return commands.run(count, words, scrutin::system_terminal());
}
