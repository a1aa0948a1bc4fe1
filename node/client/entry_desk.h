// The town hall's desk (R35): enters the alert of a referent on the telephone under her mandate, sealed for
// the post like her own. The desk reads nothing back but states.
#pragma once
#include "node/client/issuers.h"
#include "node/client/official.h"
#include "node/client/sealing.h"
#include "protocol/wire/receipt.h"

namespace tocsin::client {

class EntryDesk {
 public:
  // configuration: the device was not made for a desk. `official` and `profile` must outlive the desk.
  static Answer<EntryDesk> open(Official& official, Profile& profile);

  // Durable when it answers; nothing has been sent.
  Answer<AlertId> enter(const MandateId& mandate, const Observation& observation);
  // Hands over what the node has not answered yet, the same bytes each time. How many it has answered now.
  // What it fails to answer stops none of the others, while there is a line: the first failure is answered.
  Answer<std::size_t> flush();
  // Fetches what node and post signed about the entries of the last 24 h.
  Answer<bool> catch_up();
  const AlertEntry* find(const AlertId& alert);

 private:
  Answer<bool> submit(AlertEntry& entry);
  EntryDesk(Official& official, Profile& profile, Ledger ledger)
      : official_(&official), profile_(&profile), ledger_(std::move(ledger)) {}
  IssuerKeys issuers() const;
  Status take(AlertEntry& entry, ByteView signed_receipt);
  Official* official_;
  Profile* profile_;
  Ledger ledger_;
};

}  // namespace tocsin::client
