// `tocsin referent notices`: what the post and the mairie have to say, and the receipt that it was shown.
#include <CLI/CLI.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <thread>

#include "node/cli/device.h"
#include "node/cli/notices.h"
#include "node/cli/words.h"
#include "node/client/referent.h"

namespace tocsin::node::cli {
namespace {

constexpr milliseconds listen_for{1000};
constexpr milliseconds retry_after{1000};

struct NoticesWish {
  bool watch = false;
  int seconds = 12 * 3600;
};

// What this run has shown already: the notice, or its cancel.
class Shown {
 public:
  bool is_new(const client::NoticeView& view) {
    const bool cancelled = view.cancel.has_value();
    auto [place, first] = seen_.emplace(view.notice.id, cancelled);
    if (first || place->second == cancelled) return first;
    place->second = cancelled;
    return true;
  }

 private:
  std::map<NoticeId, bool> seen_;
};

std::string text_for(const client::Referent& referent, const client::NoticeView& view) {
  return notice_text(view, issuer_of(view, &referent.post()));
}

// After it was shown, never before.
void confirm_all(const Context& context, client::Referent& referent,
                 const std::vector<client::NoticeView>& views) {
  for (const auto& view : views)
    if (!referent.confirm_shown(view)) return context.out.warn(say(text::nobody_answers));
}

int show_once(const Context& context, client::Referent& referent) {
  std::vector<std::string> rejected;
  auto views = referent.notices(&rejected);
  if (!views) return report(context, views.error());
  for (const auto& reason : rejected) context.out.warn(reason);
  List all;
  std::string shown;
  for (const auto& view : *views) {
    Record record = record_of(view);
    record.push_back({"text", text_for(referent, view)});
    all.push_back(std::move(record));
    shown += (shown.empty() ? "" : "\n") + text_for(referent, view);
  }
  if (shown.empty()) shown = std::string(say(text::notices_none));
  const int code = context.out.done({{"rejected", std::uint64_t{rejected.size()}}, {"notices", all}}, shown);
  confirm_all(context, referent, *views);
  return code;
}

int watch(const Context& context, client::Referent& referent, Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  Shown shown;
  bool fresh = false;
  while (std::chrono::steady_clock::now() < end) {
    if (!fresh) {
      auto views = referent.notices(nullptr, true);
      if (!views) {
        context.out.warn(views.error().rule == 0 ? say(text::nobody_answers)
                                                 : rule_sentence(views.error().rule));
        std::this_thread::sleep_for(retry_after);
        continue;
      }
      std::vector<client::NoticeView> now_shown;
      for (const auto& view : *views) {
        if (!shown.is_new(view)) continue;
        context.out.event({{"event", record_of(view)}}, text_for(referent, view));
        now_shown.push_back(view);
      }
      confirm_all(context, referent, now_shown);
    }
    auto heard = referent.wait_for_notice(listen_for);
    fresh = heard && !*heard;  // nothing new: what was shown stands
  }
  return static_cast<int>(Exit::ok);
}

int notices(const Context& context, const NoticesWish& wish) {
  auto device = OpenDevice::at(context, "referent");
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  return wish.watch ? watch(context, *referent, seconds(wish.seconds)) : show_once(context, *referent);
}

}  // namespace

void add_referent_notices(CLI::App& referent, Context& context) {
  auto wish = std::make_shared<NoticesWish>();
  auto& reading =
      add_command(referent, "notices", "what the post and the town hall tell the referents of a sector",
                  "  tocsin referent notices\n  tocsin referent notices --watch");
  reading.add_flag("--watch", wish->watch, "show each as it comes, and each that is taken back");
  reading.add_option("--for", wish->seconds, "seconds to watch at most")->check(CLI::Range(1, 7 * 24 * 3600));
  on_run(reading, context, [&context, wish] { return notices(context, *wish); });
}

}  // namespace tocsin::node::cli
