// What counts cost, beside a floor of the same run.
//
//   counting [BALLOTS]
//
// Instant-runoff of BALLOTS (1,000,000) rankings of 1 to 12 of 35 options, all
// drawn, from the text of a PrefLib file in memory: the floor walks over the
// same text and adds up its numbers. Transferable vote of 60,000 rankings of
// 12 options for 3 seats. And an open instant-runoff of 200,000 ballots: what
// a further ballot costs beside counting everything again. Prints JSON; medians
// of five turns, in seconds of one core.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "benchmarks/measuring.hpp"
#include "domain/counting/count.hpp"
#include "domain/counting/running_runoff.hpp"
#include "domain/selection.hpp"
#include "interchange/ballot_file.hpp"

namespace {

using namespace scrutin;
using namespace scrutin::bench;

using order = std::vector<std::uint32_t>;

// Favours early options, as electorates favour some: a contest of equals would
// be one of ties.
order draw_order(std::mt19937& random, std::uint32_t options,
                 std::size_t ranks) {
  std::vector<std::pair<double, std::uint32_t>> liked;
  for (std::uint32_t id = 1; id <= options; ++id) {
    std::exponential_distribution<double> wait{1.0 / (1.0 + 0.03 * id)};
    liked.emplace_back(wait(random), id);
  }
  std::sort(liked.begin(), liked.end());
  order ids;
  for (std::size_t i = 0; i < ranks; ++i) {
    ids.push_back(liked[i].second);
  }
  return ids;
}

std::vector<order> draw_orders(std::size_t ballots, std::uint32_t options,
                               std::size_t ranks_max) {
  std::mt19937 random{1};
  std::uniform_int_distribution<std::size_t> length{1, ranks_max};
  std::vector<order> all;
  all.reserve(ballots);
  for (std::size_t i = 0; i < ballots; ++i) {
    all.push_back(draw_order(random, options, length(random)));
  }
  return all;
}

std::string preflib_of(const std::vector<order>& ballots,
                       std::uint32_t options) {
  auto text = "# NUMBER ALTERNATIVES: " + std::to_string(options) + "\n";
  for (std::uint32_t id = 1; id <= options; ++id) {
    text += "# ALTERNATIVE NAME " + std::to_string(id) + ": option "
            + std::to_string(id) + "\n";
  }
  for (const auto& ballot : ballots) {
    text += "1: ";
    for (std::size_t i = 0; i < ballot.size(); ++i) {
      text += (i == 0 ? "" : ",") + std::to_string(ballot[i]);
    }
    text += '\n';
  }
  return text;
}

template <class Work>
double median_s(Work&& work) {
  std::vector<double> turns;
  for (int i = 0; i < 5; ++i) {
    turns.push_back(measure(work).cpu_s);
  }
  std::sort(turns.begin(), turns.end());
  return turns[turns.size() / 2];
}

// Every number of the text, added up.
std::uint64_t sum_of(const std::string& text) {
  std::uint64_t sum = 0;
  std::uint64_t number = 0;
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
    } else {
      sum += number;
      number = 0;
    }
  }
  return sum;
}

count_terms terms_of(counting_method method, std::uint32_t options,
                     std::uint32_t seats) {
  count_terms how;
  how.method = method;
  how.rules = default_rules(method);
  how.seats = seats;
  for (std::uint32_t id = 1; id <= options; ++id) {
    how.options.push_back({id});
  }
  return how;
}

contest_count count_text(const std::string& text, const count_terms& how) {
  auto file = read_ballots(text, ballot_format::preflib, {}, "drawn");
  if (!file) {
    broken_invariant(file.failure().detail.c_str());
  }
  auto counted = count_papers(how, std::move(file->papers));
  if (!counted) {
    broken_invariant(counted.failure().detail.c_str());
  }
  return std::move(*counted);
}

void print_file(const char* name, const std::vector<order>& ballots,
                const count_terms& how) {
  auto options = static_cast<std::uint32_t>(how.options.size());
  auto text = preflib_of(ballots, options);
  std::uint64_t sum = 0;
  std::size_t rounds = 0;
  auto floor = median_s([&] { sum += sum_of(text); });
  auto counted =
    median_s([&] { rounds = count_text(text, how).rounds.size(); });
  std::printf("  \"%s\": {\"ballots\": %zu, \"options\": %u, \"rounds\": %zu, "
              "\"floor_s\": %.4f, \"counted_s\": %.4f},\n",
              name, ballots.size(), options, rounds, floor, counted);
  if (sum == 0) {
    broken_invariant("the floor read nothing");
  }
}

std::string canonical(const order& ids) {
  ranking x;
  for (auto id : ids) {
    x.ranks.push_back({option_id{id}});
  }
  return to_canonical(x);
}

// Further ballots come in by 25, as releases do.
void print_open_contest(const std::vector<order>& ballots,
                        const count_terms& how) {
  constexpr std::size_t step = 25;
  constexpr std::size_t held_back = 5'000;
  tally all;
  auto first = ballots.size() - held_back;
  for (std::size_t i = 0; i < first; ++i) {
    all.add(canonical(ballots[i]));
  }
  running_runoff running{how};
  auto full = median_s([&] { running.restart(all); });
  std::size_t counted_anew = 0;
  auto added = measure([&] {
    for (auto i = first; i < ballots.size(); i += step) {
      std::vector<tally_entry> more;
      for (auto j = i; j < i + step; ++j) {
        more.push_back({canonical(ballots[j]), 1});
      }
      all.add(more);
      if (!running.add(more)) {
        running.restart(all);
        ++counted_anew;
      }
    }
  });
  std::printf("  \"open_contest\": {\"ballots\": %zu, \"options\": %zu, "
              "\"all_again_s\": %.4f, \"added\": %zu, \"a_ballot_s\": %.9f, "
              "\"counted_anew\": %zu}\n",
              first, how.options.size(), full, held_back,
              added.cpu_s / static_cast<double>(held_back), counted_anew);
}

} // namespace

int main(int argc, char** argv) {
  std::size_t ballots = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  ballots = ballots == 0 ? 1'000'000 : ballots;
  std::printf("{\n");
  print_file("irv", draw_orders(ballots, 35, 12),
             terms_of(counting_method::instant_runoff, 35, 1));
  print_file("stv", draw_orders(60'000, 12, 12),
             terms_of(counting_method::transferable_vote, 12, 3));
  print_open_contest(draw_orders(205'000, 12, 12),
                     terms_of(counting_method::instant_runoff, 12, 1));
  std::printf("}\n");
}
