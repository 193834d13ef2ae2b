#include "cli/count/counted_file.hpp"

#include "cli/count/drawn_lot.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

#include "interchange/ballot_file.hpp"

namespace scrutin {

namespace {

error wrong(std::string what) {
  return {ec::bad_configuration, std::move(what)};
}

result<std::string> read_whole(const std::filesystem::path& file) {
  if (file == "-") {
    return std::string{std::istreambuf_iterator<char>{std::cin}, {}};
  }
  std::error_code failed;
  auto bytes = std::filesystem::file_size(file, failed);
  if (failed) {
    return error{ec::unavailable, file.string() + ": " + failed.message()};
  }
  std::ifstream in{file, std::ios::binary};
  std::string text(bytes, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(bytes))) {
    return error{ec::unavailable, file.string() + ": cannot be read"};
  }
  return text;
}

result<ballot_format> chosen_format(const count_request& request,
                                    std::string_view text) {
  for (auto x : {ballot_format::preflib, ballot_format::blt, ballot_format::csv,
                 ballot_format::cdf}) {
    if (request.format == to_string(x)) {
      return x;
    }
  }
  if (!request.format.empty()) {
    return wrong("--format must be preflib, blt, csv or cdf");
  }
  if (auto found = format_of(request.file, text)) {
    return *found;
  }
  return wrong(request.file.string()
               + ": the name tells no format; add --format preflib, blt, csv "
                 "or cdf");
}

result<counting_rules> rules_of(const count_request& request,
                                counting_method method) {
  auto rules = default_rules(method);
  if (!request.named_rules.empty()) {
    const auto& all = all_named_rules();
    auto found = std::find_if(all.begin(), all.end(), [&](const auto& x) {
      return x.name == request.named_rules;
    });
    if (found == all.end()) {
      std::string names;
      for (const auto& x : all) {
        names += (names.empty() ? "" : ", ") + std::string{x.name};
      }
      return wrong("no rules are called " + request.named_rules + "; there are "
                   + names);
    }
    if (found->method != method) {
      return wrong("the rules of " + request.named_rules + " are for "
                   + to_string(found->method));
    }
    rules = found->rules;
  }
  for (const auto& rule : request.rules) {
    auto equals = rule.find('=');
    if (equals == std::string::npos) {
      return wrong("--rule " + rule + " must be name=value");
    }
    auto done =
      set_rule(rules, method, rule.substr(0, equals), rule.substr(equals + 1));
    if (!done) {
      return done.failure();
    }
  }
  return rules;
}

result<std::vector<option_id>> option_ids_of(const count_request& request,
                                             std::size_t options) {
  std::vector<option_id> ids;
  for (std::uint32_t id = 1; id <= options; ++id) {
    ids.push_back({id});
  }
  if (request.option_ids.empty() || options == 0) {
    return ids;
  }
  ids.clear();
  for (auto id : request.option_ids) {
    if (id == 0 || std::count(ids.begin(), ids.end(), option_id{id}) != 0) {
      return wrong("--option-ids must be numbers from 1, each once");
    }
    ids.push_back({id});
  }
  if (ids.size() != options) {
    return wrong("--option-ids names " + std::to_string(ids.size())
                 + " options, where the file has " + std::to_string(options));
  }
  return ids;
}

result<void> read_withdrawals(const count_request& request,
                              count_terms& terms) {
  if (request.withdrawn.empty() != request.withdrawal.empty()) {
    return wrong(
      "--withdrawn names candidates and --withdrawal what becomes of "
      "their votes: give both or none");
  }
  if (request.withdrawn.empty()) {
    return {};
  }
  auto rule = parse_withdrawal_rule(request.withdrawal);
  if (!rule) {
    return wrong("--withdrawal must be votes_stand, votes_void, "
                 "next_preference or contest_annulled");
  }
  if (*rule == withdrawal_rule::next_preference
      && style_of(terms.method) != ballot_style::ranking) {
    return wrong("--withdrawal next_preference is for ballots that rank");
  }
  terms.withdrawal = *rule;
  for (auto id : request.withdrawn) {
    option_id option{id};
    if (std::count(terms.options.begin(), terms.options.end(), option) == 0
        || std::count(terms.withdrawn.begin(), terms.withdrawn.end(), option)
             != 0) {
      return wrong("--withdrawn must name options by their ids, each once");
    }
    terms.withdrawn.push_back(option);
  }
  return {};
}

} // namespace

result<count_terms> terms_of(const count_request& request, std::size_t options,
                             std::uint32_t file_seats) {
  auto method = counting_method_of(request.method);
  if (!method) {
    return method.failure();
  }
  auto rules = rules_of(request, *method);
  if (!rules) {
    return rules.failure();
  }
  count_terms terms;
  terms.method = *method;
  terms.rules = *rules;
  terms.seats = request.seats != 0 ? request.seats
                : file_seats != 0  ? file_seats
                                   : 1;
  terms.contest = request.lots_of;
  auto ids = option_ids_of(request, options);
  if (!ids) {
    return ids.failure();
  }
  terms.options = std::move(*ids);
  for (auto id : request.drawn) {
    option_id option{id};
    if (std::count(terms.options.begin(), terms.options.end(), option) == 0
        || std::count(terms.drawn.begin(), terms.drawn.end(), option) != 0) {
      return wrong("--drawn must name options by their ids, each once");
    }
    terms.drawn.push_back(option);
  }
  terms.acclaimed = request.acclaimed;
  if (auto done = read_withdrawals(request, terms); !done) {
    return done.failure();
  }
  if (auto done = check_rules(terms.method, terms.rules, terms.seats); !done) {
    return done.failure();
  }
  if (auto done = check_drawn(terms); !done) {
    return done.failure();
  }
  return terms;
}

result<counted_contest> count_file(const count_request& request) {
  // What is wrong with the command line is told before a long file is read.
  auto early = terms_of(request, 0, 1);
  if (!early && request.drawn.empty() && request.withdrawn.empty()) {
    return early.failure();
  }
  auto method = counting_method_of(request.method);
  if (!method) {
    return method.failure();
  }
  if (request.file.empty()) {
    return wrong("name the file of ballots to count, or - for standard input");
  }
  auto text = read_whole(request.file);
  if (!text) {
    return text.failure();
  }
  auto format = chosen_format(request, *text);
  if (!format) {
    return format.failure();
  }
  ballot_reading how;
  how.style = style_of(*method);
  how.contest = request.contest;
  how.first_column = request.first_column;
  auto ballots = read_ballots(*text, *format, how, request.file.string());
  if (!ballots) {
    return ballots.failure();
  }
  text->clear();
  text->shrink_to_fit();
  auto terms = terms_of(request, ballots->options.size(), ballots->seats);
  if (!terms) {
    return terms.failure();
  }
  counted_contest counted;
  counted.terms = std::move(*terms);
  auto count = count_papers(counted.terms, std::move(ballots->papers));
  if (!count) {
    return error{count.failure().code,
                 request.file.string() + ": " + count.failure().detail};
  }
  counted.count = std::move(*count);
  counted.title = std::move(ballots->title);
  counted.names = std::move(ballots->options);
  counted.withdrawn = std::move(ballots->withdrawn);
  return counted;
}

} // namespace scrutin
