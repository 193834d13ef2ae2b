#include "cli/node_flags.hpp"

namespace scrutin {

void node_flags::add_to(CLI::App& command) {
  command
    .add_option("-c,--config", config_file,
                "The node's options, a TOML file (see config/scrutin.toml)")
    ->envname("SCRUTIN_CONFIG")
    ->type_name("FILE");
  command
    .add_option("--set", settings,
                "Set an option, stronger than file and environment; may be "
                "repeated")
    ->type_name("KEY=VALUE")
    ->expected(1)
    ->take_all();
}

result<node_options> node_flags::read() const {
  option_sources sources;
  if (!config_file.empty()) {
    sources.file = config_file;
  }
  sources.environment = scrutin_environment();
  for (const auto& setting : settings) {
    auto equals = setting.find('=');
    if (equals == std::string::npos) {
      return error{ec::bad_configuration,
                   "flag: --set " + setting + ": must be KEY=VALUE"};
    }
    sources.flags.emplace_back(setting.substr(0, equals),
                               setting.substr(equals + 1));
  }
  return read_node_options(sources);
}

} // namespace scrutin
