// Every bound of the wire, each with its reason. Nothing reads or writes more than these.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tocsin::limits {

constexpr std::size_t frame_bytes_max =
    131'072;  // ZeroMQ MAXMSGSIZE: the largest parcel with room for its frame
// What may be put into one frame: CURVE adds 33 bytes, and MAXMSGSIZE counts them.
constexpr std::size_t message_bytes_max = frame_bytes_max - 64;
constexpr std::size_t document_bytes_max = 112 * 1024;  // a document always fits the largest parcel
constexpr std::size_t signatures_max = 8;               // most of any document: 3 root + 2 offices, with room
constexpr std::size_t header_bytes = 256;
constexpr std::size_t wrap_bytes = 96;
constexpr std::size_t wraps_bytes = 2 * wrap_bytes;
constexpr std::size_t content_bytes = 984;
constexpr std::size_t body_bytes = 24 + content_bytes + 16;
constexpr std::size_t envelope_bytes = header_bytes + 64 + wraps_bytes + body_bytes;
static_assert(envelope_bytes == 1536);
constexpr std::size_t parcel_buckets[] = {2 * 1024, 8 * 1024, 32 * 1024,
                                          120 * 1024};  // whole parcels, padded
constexpr std::size_t sectors_max = 64;                 // of one charter; the largest scheme known has 31
constexpr std::size_t commissions_max = 64;             // in force per office
constexpr std::size_t desks_max = 8;         // desk commissions in force per commune; each is tried per entry
constexpr std::size_t mandates_max = 512;    // in force per commune; the largest known has 247
constexpr std::size_t communes_max = 64;     // per post; the median is 11
constexpr std::size_t text_bytes_max = 120;  // any name in a document, UTF-8
constexpr std::size_t persons_max = 4;       // described in one alert; more is a count
constexpr std::chrono::hours alert_life{72};          // expiry = created + this
constexpr std::chrono::minutes clock_ahead_noted{5};  // a device clock further ahead is named in the receipt
constexpr std::chrono::hours clock_ahead_max{25};     // further: refused (`clock`)
constexpr std::uint32_t epoch_days_published = 14;    // a post publishes its keys this far ahead
constexpr std::uint32_t epoch_days_stale_max = 14;    // a device uses no key older than this
constexpr std::uint32_t epoch_days_kept = 30;         // private halves die at the end of day + this
constexpr std::uint64_t counter_window = 64;          // a request counter may be this far below the highest
constexpr std::chrono::seconds presence_valid{180};   // a desk in service says so again each presence_again
constexpr std::chrono::seconds presence_again{60};
constexpr std::chrono::minutes challenge_period{10};
constexpr std::chrono::hours answer_kept{24};  // stored answers to commands

}  // namespace tocsin::limits
