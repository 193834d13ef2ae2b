#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace scrutin {

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write_bytes(const std::filesystem::path& file,
                        const std::string& bytes) {
  std::ofstream{file, std::ios::binary} << bytes;
}

/// The files of a store whose name ends or begins so, not the empty ones.
inline std::vector<std::filesystem::path>
store_files(const std::string& directory, const std::string& part) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{directory}) {
    auto name = entry.path().filename().string();
    auto matches = name.rfind(part, 0) == 0
                   || (name.size() > part.size()
                       && name.substr(name.size() - part.size()) == part);
    if (matches && entry.file_size() > 0) {
      files.push_back(entry.path());
    }
  }
  return files;
}

/// A copy of a closed store, in the place of an earlier copy.
inline void copy_store(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

} // namespace scrutin
