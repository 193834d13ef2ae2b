#include <map>
#include <set>

#include "config/election_document.hpp"
#include "config/text_file.hpp"
#include "config/toml_reader.hpp"

namespace scrutin {

result<std::vector<written_election>>
load_documents(const std::filesystem::path& directory) {
  std::error_code failure;
  std::filesystem::directory_iterator entries{directory, failure};
  if (failure) {
    return error{ec::unavailable,
                 directory.string() + ": " + failure.message()};
  }
  std::set<std::filesystem::path> files;
  for (const auto& entry : entries) {
    if (entry.path().extension() == ".toml") {
      files.insert(entry.path());
    }
  }
  std::vector<written_election> elections;
  std::map<std::uint32_t, std::string> ids;
  std::map<std::string, std::string> codes;
  for (const auto& file : files) {
    auto text = read_text_file(file);
    if (!text) {
      return text.failure();
    }
    auto one = election_from_toml(*text, file.string());
    if (!one) {
      return one.failure();
    }
    document_problems problems{file.string()};
    auto table = parse_toml(*text, file.string());
    auto line = [&](const char* key) {
      return table ? line_of(*table->get(key)) : 1U;
    };
    auto [id, new_id] = ids.emplace(one->id.value, file.string());
    if (!new_id) {
      problems.add(line("id"), "id", "is that of " + id->second + " too");
    }
    auto [code, new_code] = codes.emplace(one->code, file.string());
    if (!new_code) {
      problems.add(line("code"), "code", "is that of " + code->second + " too");
    }
    if (!problems.empty()) {
      return problems.as_error();
    }
    elections.push_back({std::move(*one), std::move(*text)});
  }
  return elections;
}

result<std::vector<election>>
load_elections(const std::filesystem::path& directory) {
  auto documents = load_documents(directory);
  if (!documents) {
    return documents.failure();
  }
  std::vector<election> elections;
  for (auto& x : *documents) {
    elections.push_back(std::move(x.definition));
  }
  return elections;
}

} // namespace scrutin
