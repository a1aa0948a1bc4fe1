// The street lists that charters name, as a device keeps them: an alert says a street by its position in one.
#pragma once
#include <optional>

#include "node/client/documents.h"
#include "node/client/profile.h"
#include "protocol/wire/locality.h"

namespace tocsin::client {

// As it lies in the profile, held against the name that the charter has for it. nullopt: the charter names
// none, or it has not come yet.
std::optional<wire::StreetList> kept_streets(const Profile& profile, const wire::Charter& charter);
// Asks the node for the list that the charter names, where it is not here, and keeps it. False: nothing new.
Answer<bool> learn_streets(Session& session, const Profile& profile, const wire::Charter& charter);

}  // namespace tocsin::client
