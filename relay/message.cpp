#include "relay/message.h"
