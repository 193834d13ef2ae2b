#include "edge/metrics_port.hpp"

#include <utility>

#include "edge/problem.hpp"

namespace scrutin::edge {

namespace {

constexpr std::uint32_t connections_max = 64;

response refusal(unsigned status, problem_type type, std::string_view detail) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = detail;
  return to_response(x);
}

class metrics_application final : public application {
public:
  explicit metrics_application(std::function<std::string()> text)
    : text_(std::move(text)) {}

  [[nodiscard]] std::uint32_t body_limit(const request_head&) const override {
    return 0;
  }

  void serve(const exchange_ptr& x) override {
    const auto& head = x->asked().head;
    if (head.path != "/metrics") {
      x->answer(
        refusal(404, problem_type::not_found, "only /metrics is served here"));
    } else if (head.verb != http::verb::get && head.verb != http::verb::head) {
      auto answer = refusal(405, problem_type::method_not_allowed,
                            "this path takes GET, HEAD");
      answer.fields = "Allow: GET, HEAD\r\n";
      x->answer(answer);
    } else {
      response answer;
      answer.type = content::metrics;
      answer.body = text_();
      x->answer(answer);
    }
  }

  [[nodiscard]] response refuse(unsigned status,
                                std::string_view detail) const override {
    return refusal(status, problem_type::malformed_request, detail);
  }

  void drain() override {}

private:
  std::function<std::string()> text_;
};

server_options options_for(std::string address, std::uint16_t port,
                           wall_clock now) {
  server_options x;
  x.address = std::move(address);
  x.port = port;
  x.threads = 1;
  x.now = std::move(now);
  x.bounds.connections_max = connections_max;
  x.bounds.connections_per_address_max = connections_max;
  return x;
}

} // namespace

metrics_port::metrics_port(std::string address, std::uint16_t port,
                           wall_clock now, std::function<std::string()> text)
  : server_(options_for(std::move(address), port, std::move(now)),
            [text = std::move(text)](auto&, auto) {
              return std::make_unique<metrics_application>(text);
            }) {
}

} // namespace scrutin::edge
