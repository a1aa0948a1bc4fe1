#include "town.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "node/client/epochs.h"
#include "protocol/seal/alert.h"

namespace tocsin::bench {
namespace {

using client::MandateState;

constexpr seconds patience{60};
constexpr milliseconds pause{100};

template <class T>
tl::unexpected<Error> failed(const client::Answer<T>& answer, const std::string& doing) {
  const auto& [error, rule] = answer.error();
  return fail(error.code,
              doing + ": " + error.detail + (rule != 0 ? " (R" + std::to_string(rule) + ")" : ""));
}

// The node may be busy, and the post may not have the mayor's commission from the commune yet.
bool passes_by_itself(Errc code) {
  return code == Errc::busy || code == Errc::bad_signature || code == Errc::not_found ||
         code == Errc::unreachable;
}

Status publish(client::Official& official, const wire::SignedDocument& document, const std::string& doing) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto reply = official.publish(document);
    if (reply) return {};
    if (reply.error().rule != 0 || !passes_by_itself(reply.error().error.code) ||
        std::chrono::steady_clock::now() > end)
      return failed(reply, doing);
    std::this_thread::sleep_for(pause);
  }
}

Device make_device(Entropy& entropy) {
  Device device{
      seal::make_signing_key(entropy), seal::make_box_key(entropy), seal::Secret32::random(entropy), {}};
  entropy.fill(device.mandate.bytes.data(), MandateId::size);
  return device;
}

Result<wire::SignedDocument> sign_mandate(client::Official& mayor, const Device& device, Instant now) {
  client::Applicant applicant;
  applicant.invitation.bytes = device.mandate.bytes;
  applicant.enrolment.device = device.signing.public_key;
  applicant.enrolment.transport = device.transport.public_key;
  applicant.enrolment.tie = Tie::none;
  applicant.enrolment.tag_commitment = seal::tag_commitment(device.tag_key);
  client::Nomination nomination;
  nomination.from = now;
  nomination.trained = start_of(day_of(now));
  auto mandate = client::Office(mayor).compose(applicant, nomination);
  if (!mandate) return failed(mandate, "compose a mandate");
  auto document = seal::draft(*mandate);
  seal::add_signature(document, mayor.keys().signing, seal::Tag::mandate_nominate);
  return document;
}

Status await_in_force(client::Official& official, const std::vector<Device>& devices,
                      const std::string& where) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::size_t in_force = 0;
  const auto stands = [&](const client::MandateRow& row) {
    return row.state == MandateState::in_force &&
           std::any_of(devices.begin(), devices.end(),
                       [&](const auto& each) { return each.mandate == row.id; });
  };
  while (std::chrono::steady_clock::now() < end) {
    auto rows = official.mandates();
    if (!rows && !passes_by_itself(rows.error().error.code))
      return failed(rows, "list mandates at the " + where);
    in_force = 0;
    if (rows) in_force = static_cast<std::size_t>(std::count_if(rows->begin(), rows->end(), stands));
    if (in_force >= devices.size()) return {};
    std::this_thread::sleep_for(5 * pause);
  }
  return fail(Errc::busy, "only " + std::to_string(in_force) + " of " + std::to_string(devices.size()) +
                              " mandates came into force at the " + where);
}

}  // namespace

Instant wall_now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

Result<std::unique_ptr<OfficeDevice>> OfficeDevice::at(const std::string& directory) {
  auto profile = client::Profile::open(directory);
  if (!profile) return pass_on(profile);
  std::unique_ptr<OfficeDevice> device(new OfficeDevice(std::move(*profile)));
  auto connector = client::make_curve_connector();
  if (!connector) return pass_on(connector);
  device->connector_ = std::move(*connector);
  auto official =
      client::Official::open(device->profile_, {device->connector_.get(), &device->entropy_, wall_now, {}});
  if (!official) return failed(official, directory);
  device->official_.emplace(std::move(*official));
  auto refreshed = device->official_->refresh();
  if (!refreshed) return failed(refreshed, directory);
  return device;
}

Result<std::vector<Device>> make_referents(OfficeDevice& mayor, OfficeDevice& commander, std::size_t count) {
  std::vector<Device> devices;
  devices.reserve(count);
  const Instant now = wall_now();
  for (std::size_t i = 0; i < count; ++i) {
    devices.push_back(make_device(mayor.entropy()));
    auto document = sign_mandate(mayor.official(), devices.back(), now);
    if (!document) return pass_on(document);
    if (auto done = publish(mayor.official(), *document, "nominate"); !done)
      return tl::unexpected<Error>(done.error());
    seal::add_signature(*document, commander.official().keys().signing, seal::Tag::mandate_vet);
    if (auto done = publish(commander.official(), *document, "vet"); !done)
      return tl::unexpected<Error>(done.error());
  }
  for (auto [device, where] : {std::pair{&mayor, "commune"}, std::pair{&commander, "post"}})
    if (auto done = await_in_force(device->official(), devices, where); !done)
      return tl::unexpected<Error>(done.error());
  return devices;
}

Result<Town> learn_town(OfficeDevice& mayor) {
  auto& official = mayor.official();
  auto refreshed = official.refresh();
  if (!refreshed) return failed(refreshed, "learn the town's documents");
  const auto* charter = official.roster().charter(official.office().commune);
  const auto* record = official.roster().record(charter->value.post);
  const auto epoch = client::choose_epoch(official.roster().epochs(charter->value.post), day_of(wall_now()));
  if (!epoch) return fail(Errc::expired, "the commune's node has no epoch key of its post yet");
  return Town{charter->value, client::address_of(charter->value), record->value.node.signing, epoch->key};
}

}  // namespace tocsin::bench
