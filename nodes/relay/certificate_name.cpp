#include "nodes/relay/certificate_name.hpp"

#include "config/node_name.hpp"
#include "nodes/relay/openssl_handles.hpp"

namespace scrutin {

std::optional<std::string> node_name_of(const X509* certificate) {
  general_names_ptr names{static_cast<GENERAL_NAMES*>(
    X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  std::optional<std::string> found;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) {
      continue;
    }
    const auto* text = name->d.dNSName;
    auto size = static_cast<std::size_t>(ASN1_STRING_length(text));
    const auto* bytes =
      reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
    if (found) {
      return std::nullopt;
    }
    found.emplace(bytes, size);
  }
  return found && is_node_name(*found) ? found : std::nullopt;
}

} // namespace scrutin
