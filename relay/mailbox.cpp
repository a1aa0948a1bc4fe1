#include "relay/mailbox.h"
