#include "edge/client_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace scrutin::edge {

namespace {

constexpr unsigned address_bits = 128;
constexpr unsigned mapped_bits = 96;

std::string_view trim(std::string_view x) {
  while (!x.empty() && (x.front() == ' ' || x.front() == '\t')) {
    x.remove_prefix(1);
  }
  while (!x.empty() && (x.back() == ' ' || x.back() == '\t')) {
    x.remove_suffix(1);
  }
  return x;
}

bool is_port(std::string_view x) {
  constexpr std::size_t digits_max = 5;
  return !x.empty() && x.size() <= digits_max
         && x.find_first_not_of("0123456789") == std::string_view::npos;
}

// What is no address with a port stays as it is, to be refused as one.
std::string_view without_port(std::string_view hop) {
  if (hop.front() == '[') {
    auto end = hop.find(']');
    if (end == std::string_view::npos) {
      return hop;
    }
    auto rest = hop.substr(end + 1);
    auto whole =
      rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    return whole ? hop.substr(1, end - 1) : hop;
  }
  auto colon = hop.find(':');
  auto one = colon != std::string_view::npos && colon == hop.rfind(':');
  return one && is_port(hop.substr(colon + 1)) ? hop.substr(0, colon) : hop;
}

bool same_prefix(const address_bytes& x, const address_bytes& y,
                 unsigned bits) {
  auto whole = bits / 8;
  if (!std::equal(x.begin(), x.begin() + whole, y.begin())) {
    return false;
  }
  auto rest = bits % 8;
  return rest == 0 || ((x[whole] ^ y[whole]) >> (8 - rest)) == 0;
}

} // namespace

std::optional<address_bytes> parse_address(std::string_view text) {
  constexpr std::size_t text_max = 45;
  if (text.empty() || text.size() > text_max) {
    return std::nullopt;
  }
  boost::system::error_code failure;
  auto x = boost::asio::ip::make_address(std::string{text}, failure);
  if (failure) {
    return std::nullopt;
  }
  namespace ip = boost::asio::ip;
  auto six =
    x.is_v6() ? x.to_v6() : ip::make_address_v6(ip::v4_mapped, x.to_v4());
  return six.to_bytes();
}

result<proxy_list> proxy_list::parse(const std::vector<std::string>& networks) {
  proxy_list list;
  for (const auto& text : networks) {
    auto whole = std::string_view{text};
    auto slash = whole.find('/');
    auto prefix = parse_address(whole.substr(0, slash));
    unsigned bits = address_bits;
    bool readable = prefix.has_value();
    if (slash != std::string_view::npos) {
      auto digits = whole.substr(slash + 1);
      auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      auto v4 = whole.find(':') == std::string_view::npos;
      readable = readable && failure == std::errc{}
                 && end == digits.data() + digits.size()
                 && bits <= (v4 ? address_bits - mapped_bits : address_bits);
      bits += v4 ? mapped_bits : 0;
    }
    if (!readable) {
      return error{ec::bad_configuration,
                   "not an address or network of a proxy: " + text};
    }
    list.networks_.push_back({*prefix, bits});
  }
  return list;
}

bool proxy_list::contains(const address_bytes& x) const {
  for (const auto& proxy : networks_) {
    if (same_prefix(x, proxy.prefix, proxy.bits)) {
      return true;
    }
  }
  return false;
}

address_bytes proxy_list::client_of(const address_bytes& peer,
                                    std::string_view forwarded_for) const {
  auto client = peer;
  auto rest = forwarded_for;
  while (!rest.empty() && contains(client)) {
    auto comma = rest.rfind(',');
    auto hop = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
    rest = comma == std::string_view::npos ? std::string_view{}
                                           : rest.substr(0, comma);
    hop = trim(hop);
    if (hop.empty()) {
      continue;
    }
    auto address = parse_address(without_port(hop));
    if (!address) {
      return client;
    }
    client = *address;
  }
  return client;
}

} // namespace scrutin::edge
