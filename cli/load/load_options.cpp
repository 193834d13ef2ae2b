#include "cli/load/load_options.hpp"

namespace scrutin::load {

result<void> validate(const load_options& x) {
  auto refuse = [](const char* what) {
    return error{ec::bad_configuration, what};
  };
  auto share = [](double part) { return part >= 0 && part <= 1; };
  if (x.rolls.empty()) {
    return refuse("a roll to take credentials from is needed");
  }
  if (x.threads < 1 || x.threads > 64) {
    return refuse("threads: 1 to 64");
  }
  if (x.connections < x.threads || x.connections > 20'000) {
    return refuse("connections: at least one a thread, at most 20,000");
  }
  if (x.rate < 0 || x.duration_s < 0 || x.warm_up_s < 0) {
    return refuse("rate, duration and warm-up may not be negative");
  }
  if (x.timeout_s <= 0 || x.settle_s <= 0) {
    return refuse("timeout and settle are above 0 seconds");
  }
  if (!share(x.mix.duplicates) || !share(x.mix.unknown)
      || !share(x.mix.malformed)
      || !share(x.mix.duplicates + x.mix.unknown + x.mix.malformed)) {
    return refuse("shares lie between 0 and 1, and so does their sum");
  }
  if (x.resume && x.record.empty()) {
    return refuse("to resume, name the record to go on with");
  }
  return {};
}

} // namespace scrutin::load
