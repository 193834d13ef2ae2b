#include <algorithm>
#include <map>

#include <boost/json.hpp>

#include "interchange/ballot_readers.hpp"
#include "interchange/json_list.hpp"

// Of each cast vote record the current snapshot is read, and of the contest its
// marked positions: `Rank` in a ranking, `NumberVotes` as a score. What earlier
// rounds of some count allocated is of no matter. Source: NIST SP 1500-103,
// Cast Vote Records Common Data Format, version 1.0.

namespace scrutin {

namespace {

namespace json = boost::json;

const json::array* list(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  return found == nullptr ? nullptr : found->if_array();
}

std::string text(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  const auto* value = found == nullptr ? nullptr : found->if_string();
  return value == nullptr ? std::string{} : std::string{*value};
}

template <class Visit>
void each_object(const json::object& from, std::string_view key,
                 Visit&& visit) {
  const auto* all = list(from, key);
  if (all == nullptr) {
    return;
  }
  for (const auto& x : *all) {
    if (const auto* object = x.if_object()) {
      visit(*object);
    }
  }
}

class cdf_reader {
public:
  cdf_reader(const ballot_reading& how, const std::string& source_name)
    : how_(how), source_name_(source_name), contest_id_(how.contest) {}

  // The contest first, wherever in the text it stands, then the records.
  result<ballot_file> read(std::string_view text) {
    auto report = read_json_list(text, "CVR", {});
    if (!report) {
      return wrong(report.failure().detail);
    }
    if (auto done = read_elections(*report); !done) {
      return done.failure();
    }
    std::size_t number = 0;
    auto records = read_json_list(text, "CVR", [&](const json::value& x) {
      ++number;
      const auto* record = x.if_object();
      auto done = record == nullptr ? error{ec::malformed, "is no object"}
                                    : read_record(*record);
      return done ? done
                  : error{ec::malformed, "CVR " + std::to_string(number) + ": "
                                           + done.failure().detail};
    });
    if (!records) {
      return wrong(records.failure().detail);
    }
    return std::move(file_);
  }

private:
  [[nodiscard]] error wrong(const std::string& what) const {
    return {ec::malformed, source_name_ + ": " + what};
  }

  // -- the contest ------------------------------------------------------------

  result<void> read_elections(const json::object& report) {
    std::vector<const json::object*> contests;
    std::map<std::string, std::string> candidates;
    each_object(report, "Election", [&](const json::object& election) {
      each_object(election, "Candidate", [&](const json::object& x) {
        candidates[text(x, "@id")] = text(x, "Name");
      });
      each_object(election, "Contest", [&](const json::object& x) {
        if (how_.contest.empty() || text(x, "@id") == how_.contest) {
          contests.push_back(&x);
        }
      });
    });
    if (contests.size() != 1) {
      return contests.empty()
               ? wrong("defines no such contest")
               : wrong("defines several contests; choose one by its id");
    }
    const auto& contest = *contests.front();
    contest_id_ = text(contest, "@id");
    file_.title = text(contest, "Name");
    each_object(contest, "ContestSelection", [&](const json::object& x) {
      positions_.emplace(text(x, "@id"),
                         static_cast<ballot_position>(file_.options.size()));
      file_.options.push_back(name_of(x, candidates));
    });
    if (file_.options.empty() || positions_.size() != file_.options.size()) {
      return wrong("the contest has no options, or two of one id");
    }
    if (file_.options.size() > file_options_max) {
      return error{ec::too_large, source_name_ + ": more than 500 options"};
    }
    return {};
  }

  static std::string
  name_of(const json::object& selection,
          const std::map<std::string, std::string>& candidates) {
    std::string name;
    if (const auto* ids = list(selection, "CandidateIds")) {
      for (const auto& id : *ids) {
        auto found = id.is_string()
                       ? candidates.find(std::string{id.get_string()})
                       : candidates.end();
        if (found != candidates.end()) {
          name += (name.empty() ? "" : " / ") + found->second;
        }
      }
    }
    if (name.empty()) {
      name = text(selection, "Selection");
    }
    return name.empty() ? text(selection, "@id") : name;
  }

  // -- ballots ----------------------------------------------------------------

  result<void> read_record(const json::object& record) {
    auto current = text(record, "CurrentSnapshotId");
    const json::object* snapshot = nullptr;
    each_object(record, "CVRSnapshot", [&](const json::object& x) {
      if (current.empty() || text(x, "@id") == current) {
        snapshot = &x;
      }
    });
    if (snapshot == nullptr) {
      return error{ec::malformed, "has no current snapshot"};
    }
    result<void> done;
    each_object(*snapshot, "CVRContest", [&](const json::object& x) {
      if (done && text(x, "ContestId") == contest_id_) {
        done = read_contest(x);
      }
    });
    return done;
  }

  result<void> read_contest(const json::object& contest) {
    marked_.clear();
    result<void> done;
    each_object(contest, "CVRContestSelection", [&](const json::object& x) {
      if (done) {
        done = read_selection(x);
      }
    });
    if (!done) {
      return done;
    }
    auto first = file_.papers.marks.size();
    if (auto written = write_marks(); !written) {
      return written;
    }
    add_paper(file_.papers, first, 1);
    return {};
  }

  result<void> read_selection(const json::object& selection) {
    auto id = text(selection, "ContestSelectionId");
    auto position = positions_.find(id);
    result<void> done;
    each_object(selection, "SelectionPosition", [&](const json::object& x) {
      if (!done || text(x, "HasIndication") == "no") {
        return;
      }
      if (position == positions_.end()) {
        done = error{ec::malformed,
                     "marks " + id + ", which is no option of the contest"};
        return;
      }
      if (auto value = value_of(x)) {
        if (*value > 0) {
          marked_.emplace_back(*value, position->second);
        }
      } else {
        done = error{ec::malformed, "a mark of " + id
                                      + " has no Rank from 1 to 500, or no "
                                        "NumberVotes from 0 to 100"};
      }
    });
    return done;
  }

  // What a mark says: a rank, a score, or that it is there.
  [[nodiscard]] std::optional<std::uint16_t>
  value_of(const json::object& mark) const {
    auto number = [&](const char* key, std::int64_t min, std::int64_t max) {
      const auto* found = mark.if_contains(key);
      const auto* value = found == nullptr ? nullptr : found->if_int64();
      return value == nullptr || *value < min || *value > max
               ? std::nullopt
               : std::optional{static_cast<std::uint16_t>(*value)};
    };
    switch (how_.style) {
    case ballot_style::ranking:
      return number("Rank", 1, file_options_max);
    case ballot_style::scores:
      return number("NumberVotes", 0, 100);
    case ballot_style::one:
    case ballot_style::set:
      return text(mark, "IsAllocable") == "no" ? 0 : 1;
    }
    return std::nullopt;
  }

  result<void> write_marks() {
    auto& marks = file_.papers.marks;
    if (how_.style != ballot_style::ranking) {
      std::vector<bool> seen(file_.options.size());
      for (auto [value, position] : marked_) {
        if (seen[position]) {
          return error{ec::malformed, "marks an option twice"};
        }
        seen[position] = true;
        marks.push_back(position);
        if (how_.style == ballot_style::scores) {
          marks.push_back(value);
        }
      }
      return {};
    }
    add_ranks(marks, marked_);
    return {};
  }

  const ballot_reading& how_;
  const std::string& source_name_;
  std::string contest_id_;
  std::map<std::string, ballot_position> positions_;
  ballot_file file_;
  ranked_marks marked_;
};

} // namespace

result<ballot_file> read_cdf(std::string_view text, const ballot_reading& how,
                             const std::string& source_name) {
  return cdf_reader{how, source_name}.read(text);
}

} // namespace scrutin
