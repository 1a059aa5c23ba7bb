-- One row is one order. Ids are compared byte by byte, so Alice is not alice
-- (but MySQL and MariaDB ignore spaces at the end: utf8mb4_bin pads).
CREATE TABLE IF NOT EXISTS orders (
  id          BIGINT      NOT NULL AUTO_INCREMENT,
  customer_id VARCHAR(64) NOT NULL,
  merchant_id VARCHAR(64) NOT NULL,
  driver_id   VARCHAR(64) NULL, -- NULL until a driver picks the order up
  state       VARCHAR(32) NOT NULL,
  PRIMARY KEY (id),
  KEY customer (customer_id, id),    -- the customer's newest orders
  KEY merchant (merchant_id, state), -- the merchant's queue
  KEY driver   (driver_id, state)    -- the driver's current order, and whether there is one
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
