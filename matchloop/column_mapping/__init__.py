"""Says which standard column a raw column name is: `cust_email_addr` is `customer_email`."""
