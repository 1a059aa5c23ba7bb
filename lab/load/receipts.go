package load

// Receipts are the part of the traffic that asks for receipts. Each is for an order
// that has just been created, and is asked for once, so that no answer comes from
// a cache.
type receipts struct {
	share int // of all requests, in percent; as many others create the orders

	ready  []request // receipts whose order is there
	wanted int       // orders that were asked for and are not there
}

// due reports whether the next request, after so many, is one for a receipt: it
// creates an order or asks for its receipt.
func (r *receipts) due(sent int) bool { return due(sent, 2*r.share) }

// next asks for a receipt, or creates an order for one if none is there. So each
// order has its receipt as soon as it can.
func (r *receipts) next(w world) request {
	if len(r.ready) > 0 {
		first := r.ready[0]
		r.ready = r.ready[1:]
		return first
	}
	r.wanted++
	// Not for one of the world's customers: each order would make their lookups slower.
	return createRequest("customer-"+w.name+"-receipts", "merchant-"+w.name+"-receipts")
}

// take takes a new order if one is wanted. Which request it answers cannot be told,
// and does not matter: where creating one failed, it takes one that was to be called.
func (r *receipts) take(order int64) bool {
	if r.wanted == 0 {
		return false
	}
	r.wanted--
	r.ready = append(r.ready, receiptRequest(order))
	return true
}
