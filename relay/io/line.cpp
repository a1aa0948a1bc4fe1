#include <algorithm>

#include "relay/io/dial.h"

namespace tocsin::relay::io {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

milliseconds left_until(Clock::time_point end) {
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - Clock::now()));
}

}  // namespace

Line::Line(Context& context, Dial dial) : context_(&context), dial_(std::move(dial)) {}

Result<Line> Line::open(Context& context, const CurveKeys& own, const DialOptions& options,
                        milliseconds timeout) {
  auto dial = Dial::open(context, own, options);
  if (!dial) return pass_on(dial);
  const auto end = Clock::now() + timeout;
  for (;;) {
    if (const auto signal = dial->signal()) {
      if (*signal == LinkSignal::connected) return Line(context, std::move(*dial));
      if (*signal == LinkSignal::refused)
        return fail(Errc::not_allowed, options.endpoint + " does not admit this key");
      return fail(Errc::unreachable, options.endpoint + ": nobody with the expected key answers there");
    }
    if (Clock::now() >= end) return fail(Errc::unreachable, options.endpoint + ": no answer in time");
    auto on = dial->waitables();
    if (auto waited = context.wait(std::span(on).last(1), left_until(end)); !waited)
      return tl::unexpected<Error>(waited.error());
  }
}

Status Line::send(ByteView bytes) {
  if (down_ || !dial_.send(bytes)) return fail(Errc::unreachable, "the line is down");
  return {};
}

Result<Bytes> Line::receive(milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  for (;;) {
    if (auto received = dial_.receive()) return std::move(received->bytes);
    if (down_) return fail(Errc::unreachable, "the line went down");
    while (const auto signal = dial_.signal()) down_ |= *signal == LinkSignal::lost;
    if (down_) continue;  // what arrived before the end is still delivered
    if (Clock::now() >= end) return fail(Errc::unreachable, "no answer in time");
    auto on = dial_.waitables();
    if (auto waited = context_->wait(on, left_until(end)); !waited)
      return tl::unexpected<Error>(waited.error());
  }
}

}  // namespace tocsin::relay::io
