namespace Sonde.Kernel;

/// <summary>The registrations that are to be called at a time, the earliest first. A registration is in it once, and knows its place.</summary>
internal sealed class DeadlineHeap
{
    private EventRegistration[] _items = new EventRegistration[8];
    private int _count;

    /// <summary>The earliest deadline; 0 when there is none.</summary>
    public long Next => _count == 0 ? 0 : _items[0].Deadline;

    /// <summary>Sets the deadline of a registration, whether it had one or not.</summary>
    public void Set(EventRegistration registration, long deadline)
    {
        registration.Deadline = deadline;
        if (registration.HeapIndex < 0)
        {
            if (_count == _items.Length)
                Array.Resize(ref _items, 2 * _count);
            registration.HeapIndex = _count;
            _items[_count++] = registration;
        }

        Settle(registration);
    }

    public void Remove(EventRegistration registration)
    {
        int index = registration.HeapIndex;
        if (index < 0)
            return;
        registration.HeapIndex = -1;
        EventRegistration last = _items[--_count];
        _items[_count] = null!;
        if (last == registration)
            return;
        last.HeapIndex = index;
        _items[index] = last;
        Settle(last);
    }

    /// <summary>Takes out the earliest one whose deadline has come; null when there is none.</summary>
    public EventRegistration? TakeDue(long now)
    {
        if (_count == 0 || _items[0].Deadline > now)
            return null;
        EventRegistration first = _items[0];
        Remove(first);
        return first;
    }

    private void Settle(EventRegistration moved)
    {
        int index = moved.HeapIndex;
        while (index > 0 && _items[(index - 1) / 2].Deadline > moved.Deadline)
        {
            Put(_items[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && _items[child + 1].Deadline < _items[child].Deadline)
                child++;
            if (_items[child].Deadline >= moved.Deadline)
                break;
            Put(_items[child], index);
            index = child;
        }

        Put(moved, index);
    }

    private void Put(EventRegistration registration, int index)
    {
        _items[index] = registration;
        registration.HeapIndex = index;
    }
}
