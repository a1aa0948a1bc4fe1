#include "relay/link.h"
