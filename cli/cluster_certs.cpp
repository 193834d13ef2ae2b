#include "cli/cluster_certs.hpp"

#include <ostream>

#include <boost/json.hpp>

#include "nodes/relay/trial_certificates.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

struct cluster_certs {
  trial_request wanted;
  std::string output;
  print_format print = print_format::text;

  exit_code run(const terminal& at) {
    wanted.folder = output;
    auto made =
      make_trial_certificates(wanted, system_clock(), system_random());
    if (!made) {
      return report(at, made.failure());
    }
    print == print_format::json ? print_json(at, *made) : print_text(at, *made);
    return exit_code::ok;
  }

  void print_text(const terminal& at, const trial_certificates& made) const {
    if (made.authority_is_new) {
      at.out << "made the authority " << (wanted.folder / "ca.pem").string()
             << "\n";
    }
    for (const auto& node : made.nodes) {
      at.out << "made " << node.files.certificate.string() << " and "
             << node.files.key.string() << ", for " << wanted.days << " days\n";
    }
    at.out << "Give each node its two files and ca.pem. These are for trials: "
              "who can read ca.key\ncan be any node. Keep it off the nodes, "
              "or use your own authority.\n";
  }

  void print_json(const terminal& at, const trial_certificates& made) const {
    boost::json::array nodes;
    for (const auto& node : made.nodes) {
      nodes.push_back({{"node", node.name},
                       {"certificate_file", node.files.certificate.string()},
                       {"key_file", node.files.key.string()}});
    }
    at.out << boost::json::serialize(
      boost::json::object{{"ca_file", (wanted.folder / "ca.pem").string()},
                          {"authority_is_new", made.authority_is_new},
                          {"days", wanted.days},
                          {"for_trials", true},
                          {"nodes", nodes}})
           << "\n";
  }
};

} // namespace

void add_cluster_certs(command_line& commands) {
  auto x = std::make_shared<cluster_certs>();
  auto& command = commands.add(
    "cluster certs", "Make certificates for the nodes of a cluster on trial",
    "  scrutin cluster certs --output certs node-1 node-2 node-3\n"
    "  scrutin cluster certs --output certs --days 7 node-4\n\n"
    "Makes an authority, once, and for each node a certificate and a key of "
    "mode 0400.\nNo file is ever replaced. They are for trials: for an "
    "election use your own\nauthority, whose key is on no node.\n",
    [x](const terminal& at) { return x->run(at); });
  command.add_option("nodes", x->wanted.nodes, "The nodes' names")
    ->required()
    ->type_name("NODE");
  command.add_option("-O,--output", x->output, "Folder for the files")
    ->required()
    ->type_name("DIR");
  constexpr std::uint32_t days_max = 3'650;
  command
    .add_option("--days", x->wanted.days, "How long the certificates hold")
    ->check(CLI::Range(1U, days_max))
    ->capture_default_str();
  add_print_format(command, x->print);
}

} // namespace scrutin
