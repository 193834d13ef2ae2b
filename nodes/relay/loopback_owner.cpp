#include "nodes/relay/loopback_owner.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace scrutin {

std::optional<uid_t> loopback_owner(std::uint16_t from, std::uint16_t to) {
  // `0100007F:ABCD`: the address as the machine stores it, the port in hex.
  auto port_of = [](const std::string& end) -> unsigned long {
    auto colon = end.find(':');
    return colon == std::string::npos
             ? 0
             : std::stoul(end.substr(colon + 1), nullptr, 16);
  };
  std::ifstream in{"/proc/net/tcp"};
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream words{line};
    std::string number;
    std::string local;
    std::string remote;
    std::string state;
    std::string queues;
    std::string timer;
    std::string retries;
    uid_t owner = 0;
    words >> number >> local >> remote >> state >> queues >> timer >> retries
      >> owner;
    if (words && port_of(local) == from && port_of(remote) == to
        && local.rfind("0100007F", 0) == 0 && remote.rfind("0100007F", 0) == 0
        && state == "01") {
      return owner;
    }
  }
  return std::nullopt;
}

} // namespace scrutin
