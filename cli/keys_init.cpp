#include "cli/keys_init.hpp"

#include <ostream>

#include "nodes/master_key.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

void add_keys_init(command_line& commands) {
  auto file = std::make_shared<std::string>();
  auto& command = commands.add(
    "keys init", "Make a master key file, of mode 0400",
    "  scrutin keys init /etc/scrutin/master.key\n\n"
    "The key opens every election's keys. Keep a copy apart from the data:\n"
    "without it nothing in the store can be read again.\n",
    [file](const terminal& at) {
      if (auto done = create_master_key_file(*file, system_random()); !done) {
        return report(at, done.failure());
      }
      at.out << "made " << *file << "; keep a copy apart from the data\n";
      return exit_code::ok;
    });
  command.add_option("file", *file, "Where the key is written")
    ->required()
    ->type_name("FILE");
}

} // namespace scrutin
