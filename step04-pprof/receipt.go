package main

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
)

// A receipt is a first page about the order, and the terms behind it: 64 KiB, as
// lawyers like them.
var (
	pageTemplate = `RECEIPT

Order     {order}
State     {state}
Customer  {customer}
Merchant  {merchant}
Driver    {driver}

Keep this receipt. The terms are on the pages that follow.
`
	termsTemplate = "Terms between {customer}, {merchant} and us, for order {order}.\n" + strings.Repeat(clause, (64<<10)/len(clause))
)

const clause = "The food is the merchant's, the way is the driver's, the appetite is yours; each answers for what is theirs, and for no more.\n"

// renderReceipt returns the whole receipt of an order, as it is sent by mail,
// and the length of its first page in bytes.
func renderReceipt(o Order) (document string, first int) {
	var b strings.Builder
	b.Grow(len(pageTemplate) + len(termsTemplate) + 2<<10) // bytes, and room for the values
	for line := range strings.Lines(pageTemplate) {
		b.WriteString(fill(line, o))
	}
	first = b.Len()
	for line := range strings.Lines(termsTemplate) {
		b.WriteString(fill(line, o))
	}
	return b.String(), first
}

// fill puts the order's values in the place of the {names} in a line.
func fill(line string, o Order) string {
	field := regexp.MustCompile(`\{(order|state|customer|merchant|driver)\}`)
	return field.ReplaceAllStringFunc(line, func(name string) string {
		switch name {
		case "{order}":
			return strconv.FormatInt(o.ID, 10)
		case "{state}":
			return string(o.State)
		case "{customer}":
			return o.CustomerID
		case "{merchant}":
			return o.MerchantID
		case "{driver}":
			if o.DriverID == "" {
				return "none yet"
			}
			return o.DriverID
		default:
			return name
		}
	})
}

// cachedPages is how many first pages the cache keeps: of some 150 bytes each,
// and with the order that each belongs to, 2 MB.
const cachedPages = 4096

// A receiptCache keeps the first pages that were asked for last, because the app
// shows the same one again and again. It is safe for many goroutines.
type receiptCache struct {
	pages *lru.Cache[Order, string] // an order in another state has another page
}

func newReceiptCache() *receiptCache {
	pages, err := lru.New[Order, string](cachedPages)
	if err != nil {
		panic(err) // a size below 1
	}
	return &receiptCache{pages: pages}
}

// firstPage returns the first page of an order's receipt.
func (c *receiptCache) firstPage(o Order) string {
	if page, ok := c.pages.Get(o); ok {
		return page
	}
	document, first := renderReceipt(o)
	page := document[:first]
	c.pages.Add(o, page)
	return page
}

// receipt answers with the first page of an order's receipt.
func (in *Instances) receipt(cache *receiptCache) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := orderID(r)
		if err != nil {
			return err
		}
		order, err := in.Orders.Order(r.Context(), id)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, cache.firstPage(order)) // fails only if nobody reads any more
		return nil
	}
}
