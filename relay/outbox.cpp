#include "relay/outbox.h"
