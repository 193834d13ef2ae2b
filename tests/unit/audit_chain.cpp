#define CAF_SUITE audit_chain
#include "domain/administration/audit_chain.hpp"

#include "caf/test/unit_test.hpp"

#include <vector>

#include "domain/text.hpp"

using namespace scrutin;

// Goal: whatever is done to a log, verification says at which number. Method:
// a whole log of ten acts is changed in every place, and read again.

namespace {

using log_entries = std::vector<audit_entry>;

audit_line line(int i) {
  return {1'000 + i, "ann", audit_act::account_added, "bob" + std::to_string(i),
          "roles auditor"};
}

audit_mark mark_of(const log_entries& log) {
  return log.empty() ? audit_mark{}
                     : audit_mark{log.back().number, log.back().hash};
}

log_entries sample_log(int count = 10) {
  log_entries log;
  for (int i = 0; i < count; ++i) {
    log.push_back(entry_after(mark_of(log), line(i)));
  }
  return log;
}

/// Empty where the log is whole, else what is wrong.
std::string fault_of(const log_entries& log, const audit_mark& head,
                     std::optional<audit_mark> noted = std::nullopt) {
  audit_chain chain{noted};
  for (const auto& x : log) {
    if (auto done = chain.next(x); !done) {
      return done.failure().detail;
    }
  }
  auto ended = chain.end(head);
  return ended ? "" : ended.failure().detail;
}

bool names(const std::string& fault, std::uint64_t number) {
  return fault.find("entry " + std::to_string(number) + " ")
         != std::string::npos;
}

void reseal(log_entries& log, std::size_t from) {
  for (auto i = from; i < log.size(); ++i) {
    if (i > 0) {
      log[i].previous = log[i - 1].hash;
    }
    log[i].hash = hash_of(log[i]);
  }
}

} // namespace

CAF_TEST(a log as it was written is whole and an empty one too) {
  auto log = sample_log();
  CAF_CHECK_EQUAL(fault_of(log, mark_of(log)), "");
  CAF_CHECK_EQUAL(fault_of(log, mark_of(log), mark_of(log)), "");
  CAF_CHECK_EQUAL(fault_of({}, {}), "");
}

CAF_TEST(a change of any field is named by its number) {
  auto whole = sample_log();
  auto head = mark_of(whole);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int field = 0; field < 7; ++field) {
      auto log = whole;
      auto& x = log[i];
      switch (field) {
      case 0:
        ++x.at_ms;
        break;
      case 1:
        x.actor += "e";
        break;
      case 2:
        x.act = "account-disabled";
        break;
      case 3:
        x.subject = "eve";
        break;
      case 4:
        x.detail.clear();
        break;
      case 5:
        x.previous.data[3] ^= 1;
        break;
      default:
        x.hash.data[31] ^= 1;
        break;
      }
      CAF_CHECK(names(fault_of(log, head), i + 1));
    }
  }
}

CAF_TEST(text that moves from one field into the next is a change) {
  auto log = sample_log();
  log[4].actor = "an";
  log[4].act = "n" + log[4].act;
  CAF_CHECK(names(fault_of(log, mark_of(log)), 5));
}

CAF_TEST(a removed entry is named) {
  auto whole = sample_log();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto log = whole;
    log.erase(log.begin() + static_cast<std::ptrdiff_t>(i));
    CAF_CHECK(names(fault_of(log, mark_of(whole)), i + 1));
  }
}

CAF_TEST(a removed entry is named where the rest was numbered anew) {
  auto log = sample_log();
  log.erase(log.begin() + 3);
  for (std::size_t i = 3; i < log.size(); ++i) {
    log[i].number = i + 1;
  }
  CAF_CHECK(names(fault_of(log, mark_of(log)), 4));
}

CAF_TEST(an inserted entry is named) {
  auto whole = sample_log();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto log = whole;
    auto extra = log[i];
    extra.subject = "eve";
    extra.hash = hash_of(extra);
    log.insert(log.begin() + static_cast<std::ptrdiff_t>(i), extra);
    CAF_CHECK(!fault_of(log, mark_of(whole)).empty());
    // The forged one is whole in itself: the one that it displaces is named.
    CAF_CHECK(names(fault_of(log, mark_of(whole)), i + 2));
  }
}

CAF_TEST(two entries that changed places are named) {
  auto whole = sample_log();
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    auto log = whole;
    std::swap(log[i], log[i + 1]);
    CAF_CHECK(names(fault_of(log, mark_of(whole)), i + 1));
    std::swap(log[i].number, log[i + 1].number);
    CAF_CHECK(names(fault_of(log, mark_of(whole)), i + 1));
  }
}

CAF_TEST(a log that was cut off is found by the head of the store) {
  auto whole = sample_log();
  for (std::size_t left = 0; left < whole.size(); ++left) {
    auto log = whole;
    log.resize(left);
    CAF_CHECK(names(fault_of(log, mark_of(whole)), left + 1));
  }
}

CAF_TEST(a log cut off together with its head is found by a noted head) {
  auto whole = sample_log();
  auto noted = mark_of(whole);
  auto log = whole;
  log.resize(7);
  CAF_CHECK_EQUAL(fault_of(log, mark_of(log)), "");
  CAF_CHECK(names(fault_of(log, mark_of(log), noted), 8));
  noted.number = 0;
  CAF_CHECK(!fault_of(log, mark_of(log), noted).empty());
}

CAF_TEST(a log that was written anew is found by a noted head) {
  auto whole = sample_log();
  auto log = whole;
  log[2].subject = "eve";
  reseal(log, 2);
  CAF_CHECK_EQUAL(fault_of(log, mark_of(log)), "");
  CAF_CHECK(names(fault_of(log, mark_of(log), mark_of(whole)), 10));
  audit_mark misplaced{99, whole[2].hash};
  CAF_CHECK(!fault_of(whole, mark_of(whole), misplaced).empty());
  audit_mark early{3, whole[2].hash};
  CAF_CHECK(names(fault_of(log, mark_of(log), early), 3));
}

CAF_TEST(a head that was noted early still holds when the log has grown) {
  auto log = sample_log();
  for (const auto& x : log) {
    CAF_CHECK_EQUAL(fault_of(log, mark_of(log), audit_mark{x.number, x.hash}),
                    "");
    CAF_CHECK_EQUAL(fault_of(log, mark_of(log), audit_mark{0, x.hash}), "");
  }
}

CAF_TEST(an entry reads back from its bytes and no other bytes do) {
  auto x = sample_log(3).back();
  auto bytes = encode(x);
  auto read = decode_audit_entry(bytes);
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(*read == x);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAF_CHECK(!decode_audit_entry(bytes.substr(0, size)));
  }
  CAF_CHECK(!decode_audit_entry(bytes + "x"));
  auto newer = bytes;
  newer[0] = 2;
  CAF_CHECK(!decode_audit_entry(newer));
}

// Whoever reimplements the encoding finds out here; see docs/ADMIN.md.
CAF_TEST(the first entry of a log hashes to what it always did) {
  auto x =
    entry_after({}, {1'700'000'000'000, "command line",
                     audit_act::account_added, "marie", "roles chief-officer"});
  CAF_CHECK_EQUAL(to_hex(encode_content(x)).substr(0, 36),
                  "0100000000000000010000018bcfe568000c");
  CAF_CHECK_EQUAL(to_hex(x.hash.view()), "d5931cc37ee7b442b73d538657cec52a"
                                         "088daa4d10470525e777fb9fd63ca884");
}

CAF_TEST(descriptions past their bounds are cut between characters) {
  audit_line what = line(1);
  what.detail = std::string(639, 'x') + "é";
  what.subject = std::string(100'000, 's');
  auto x = entry_after({}, what);
  CAF_CHECK_EQUAL(x.detail, std::string(639, 'x'));
  CAF_CHECK_EQUAL(x.subject.size(), 128u);
  CAF_CHECK(x.hash == hash_of(x));
}

CAF_TEST(what not every store takes as text becomes a question mark) {
  audit_line what = line(1);
  what.subject = std::string("a\0b\n", 4);
  what.detail = "x\xFFy";
  auto x = entry_after({}, what);
  CAF_CHECK_EQUAL(x.subject, "a?b?");
  CAF_CHECK_EQUAL(x.detail, "x?y");
}

CAF_TEST(marks read back and other texts do not ) {
  auto head = mark_of(sample_log());
  auto text = to_string(head);
  CAF_CHECK(*parse_audit_mark(text) == head);
  auto alone = parse_audit_mark(to_hex(head.hash.view()));
  CAF_REQUIRE(alone.has_value());
  CAF_CHECK_EQUAL(alone->number, 0u);
  CAF_CHECK(alone->hash == head.hash);
  for (const auto& wrong :
       {std::string{}, std::string{":"}, std::string{"10:"},
        "0" + text.substr(2), text + "0", text.substr(1, 60), "x" + text,
        "-1" + text.substr(2), std::string(1'000, 'a')}) {
    CAF_CHECK(!parse_audit_mark(wrong));
  }
}
