#include "node/io/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tocsin::node::io {
namespace {

constexpr relay::Rate strangers_lines{1, 20};

bool caused_by_strangers(EventCode code) {
  return code == EventCode::frame_malformed || code == EventCode::request_refused ||
         code == EventCode::parcel_refused || code == EventCode::document_refused;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

struct Log::Sink {
  spdlog::logger logger;
};

Level level_of(EventCode code) {
  switch (code) {
    case EventCode::record_damaged:
    case EventCode::charter_forked:
    case EventCode::epochs_lost:
    case EventCode::silence_closes_intake:
    case EventCode::directory_other:
    case EventCode::equivocation: return Level::error;
    case EventCode::document_refused:
    case EventCode::alert_violation:
    case EventCode::parcel_refused:
    case EventCode::request_refused:
    case EventCode::frame_malformed:
    case EventCode::peer_down:
    case EventCode::relay_down:
    case EventCode::mailbox_refused:
    case EventCode::gateway_down:
    case EventCode::erasure_waits_for_clock:
    case EventCode::sequence_gap:
    case EventCode::drift:
    case EventCode::review_overdue:
    case EventCode::entry_never_confirmed:
    case EventCode::alert_carried:
    case EventCode::roll_over_due:
    case EventCode::loosening_waits:
    case EventCode::charter_in_force:
    case EventCode::mandate_stopped:
    case EventCode::mandate_refused:
    case EventCode::office_key_replaced:
    case EventCode::silence_closes_granting:
    case EventCode::directory_newer:
    case EventCode::node_keys_changed:
    case EventCode::storage_tight: return Level::warn;
    case EventCode::started:
    case EventCode::document_accepted:
    case EventCode::alert_accepted:
    case EventCode::alert_refused:
    case EventCode::alert_ended:
    case EventCode::alert_delivered:
    case EventCode::alert_held:
    case EventCode::alert_released:
    case EventCode::alert_opened:
    case EventCode::alert_taken:
    case EventCode::alert_closed:
    case EventCode::alert_reopened:
    case EventCode::call_back:
    case EventCode::parcel_acknowledged:
    case EventCode::entry_confirmed:
    case EventCode::alert_handed_over:
    case EventCode::alert_elsewhere:
    case EventCode::alerts_grouped:
    case EventCode::peer_up:
    case EventCode::relay_up:
    case EventCode::heard_again:
    case EventCode::acts_lacking:
    case EventCode::gateway_up:
    case EventCode::erased:
    case EventCode::node_keys_destroyed:
    case EventCode::keys_destroyed: return Level::info;
  }
  return Level::error;
}

std::string line_of(const Event& event) {
  std::string line = name(event.code);
  if (!event.subject.empty()) {
    line += " subject=";
    constexpr std::size_t subject_max = 96;  // the longest is a document type and a hash
    for (char c : event.subject.substr(0, subject_max))
      line += c == ' ' ? ':' : c > ' ' && c <= '~' ? c : '?';
  }
  line += " number=" + std::to_string(event.number);
  return line;
}

Log::Log(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

Result<Log> Log::open(const std::string& level, const std::filesystem::path& file) {
  try {
    spdlog::sink_ptr out;
    if (file.empty()) {
      out = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      out = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    }
    auto sink = std::unique_ptr<Sink>(new Sink{spdlog::logger("tocsind", std::move(out))});
    sink->logger.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    sink->logger.set_level(level == "warn" ? spdlog::level::warn : spdlog::level::from_str(level));
    sink->logger.flush_on(spdlog::level::debug);
    return Log(std::move(sink));
  } catch (const std::exception&) {
    return fail(Errc::configuration,
                "log_file " + file.string() + " cannot be written; make its folder, or name another");
  }
}

void Log::say(Level level, std::string_view text) {
  sink_->logger.log(to_spdlog(level), text);
}

void Log::event(const Event& event, std::chrono::milliseconds now) {
  auto line = line_of(event);
  if (caused_by_strangers(event.code)) {
    auto& pace = paces_.try_emplace(event.code, Pace{relay::Bucket(strangers_lines, now)}).first->second;
    if (!pace.bucket.take(now)) {
      ++pace.left_out;
      return;
    }
    if (pace.left_out > 0) line += " left_out=" + std::to_string(std::exchange(pace.left_out, 0));
  }
  say(level_of(event.code), line);
}

}  // namespace tocsin::node::io
