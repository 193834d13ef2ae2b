#include "cli/count/count_print.hpp"

#include <map>
#include <string>

namespace scrutin {

void add_count_print(CLI::App& command, count_print& target) {
  static const std::map<std::string, count_print> names = {
    {"text", count_print::text},
    {"json", count_print::json},
    {"csv", count_print::csv}};
  command
    .add_option("-o,--print", target,
                "Print for people (text), for programs (json), or round by "
                "round (csv)")
    ->transform(CLI::CheckedTransformer(names))
    ->type_name("text|json|csv")
    ->option_text("text|json|csv");
}

} // namespace scrutin
