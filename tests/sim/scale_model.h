// Two departments of the country as queues in virtual time: what a relay keeps, hands out and refuses, what a
// node sends when, and how many alerts a person may send, are decided by Tocsin's own code (Mailbox, Room,
// the outbox's rows, rule R10); how long a step takes is a cost that was measured. Departments back each
// other up in twos, so that fifty such pairs are the country. One thread; the same seed gives the same
// numbers.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::scale {

// Microseconds, and bytes on the line.
struct Costs {
  double relay_message_us = 0;  // of one message in a relay's batch, commit apart
  double relay_commit_us = 0;   // of one batch
  double node_commit_us = 0;
  double commune_input_us = 0, post_input_us = 0;
  double line_us = 0;  // one way, node to relay
  std::size_t parcel_bytes = 2048;
};

struct Town {  // of one pair of departments
  std::size_t posts = 60, communes = 700, referents_each = 7;
  std::size_t officers = 2;                        // who read at one post at the same time, in its hours
  std::uint16_t opens = 8 * 60, closes = 19 * 60;  // every day; the operations centres never close
  std::size_t officers_of_centre = 8;              // of a department's, the post above all its others (R34)
  double seconds_an_alert = 120;                   // of one officer, from opening to closing
  double in_progress_share = 0.4;                  // of alerts
};

struct Wish {
  double alerts_a_day = 0;      // of the pair, before R10 is asked
  double from = 0, hours = 24;  // of arrivals, by the wall's clock; then everything runs empty
  bool lost = false;    // the first relay and the first operations centre are gone from 18:00 to 24:00
  bool notice = false;  // at the 20th hour: every post to each of its communes, and a cancel a minute after
  std::uint64_t seed = 1;
};

struct Sample {
  std::vector<float> seconds;
  void add(double value) { seconds.push_back(static_cast<float>(value)); }
  double at(double share);  // sorts
};

struct Found {
  std::uint64_t asked = 0, refused_quota = 0, accepted = 0, delivered = 0, came_again = 0, opened = 0,
                closed = 0;                     // came_again: and dropped by its number
  std::uint64_t passed = 0, opened_above = 0;   // to the operations centre (R34); and opened there
  std::uint64_t parcels = 0, answers = 0;       // handed to relays, again ones included
  std::uint64_t relay_messages = 0, bytes = 0;  // into relays; into and out of them
  std::uint64_t busy = 0;                       // a relay had no room
  std::uint64_t left = 0;                       // rows that never ended
  std::uint64_t relay_queue_max = 0, mailbox_max = 0, relay_parcels_max = 0, outbox_max = 0,
                node_queue_max = 0, unread_max = 0;
  double relay_busy_share = 0, relay_busy_share_peak = 0;  // of the busiest relay: whole time, busiest minute
  double post_busy_share_peak = 0;                         // of the busiest post's node, busiest minute
  double officers_busy_share = 0;     // of the posts', over the hours in which they are there
  double centre_busy_share_peak = 0;  // of the busiest centre's, busiest hour
  // From acceptance, or from the end of the hold. Opened: by whom it may concern, by the service at that
  // time.
  Sample to_delivered, to_delivered_relay_lost, to_delivered_post_lost;
  Sample to_opened, to_opened_closed, to_opened_nobody;  // its post listens; it is closed; so is the centre
  Sample notice, cancel;                                 // until the commune has it
  double empty_after_hours = 0;                          // when the last row ended
  void add(Found&& other);
};

Found run(const Town& town, const Costs& costs, const Wish& wish);

}  // namespace tocsin::scale
