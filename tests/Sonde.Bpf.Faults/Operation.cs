using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Faults;

/// <summary>A public operation, tried with each of its system calls failing in each plausible way.</summary>
/// <param name="name">What it does.</param>
/// <param name="run">Prepares it, runs it through <see cref="Try(Action)"/>, and throws when what came of it is wrong.</param>
/// <param name="within">How many entries a batch does before it fails; 0: calls fail before they do anything.</param>
internal sealed class Operation(string name, Action<Operation> run, uint within = 0)
{
    private static readonly Errno[] All =
    [
        Errno.EPERM, Errno.ENOENT, Errno.EINTR, Errno.E2BIG, Errno.EAGAIN, Errno.ENOMEM, Errno.EACCES, Errno.EFAULT, Errno.EBUSY, Errno.EEXIST,
        Errno.ENODEV, Errno.EINVAL, Errno.EMFILE, Errno.ENOSPC, Errno.EOPNOTSUPP,
    ];

    // A guest is emulated and takes long: one of each that the code treats in its own way.
    private static readonly Errno[] Errors = TestKernel.IsGuest ? [Errno.EPERM, Errno.EINTR, Errno.ENOMEM, Errno.EINVAL, Errno.EMFILE] : All;

    private int _at;
    private Errno _error;
    private bool _fired;
    private string? _fault;

    public string Name { get; } = name;

    public int Faults { get; private set; }

    public List<string> Failures { get; } = [];

    /// <summary>The error that is let happen now, or none.</summary>
    public Errno Error => _error;

    /// <summary>Whether the last try ended with an exception.</summary>
    public bool HasThrown { get; private set; }

    /// <summary>Runs the part under test; what it makes is disposed.</summary>
    public void Try(Func<object?> action)
    {
        object? made = null;
        Exception? thrown = null;
        if (within > 0)
            Sonde.Bpf.Faults.Faults.ArmWithinBatch(_at, (int)_error, within);
        else
            Sonde.Bpf.Faults.Faults.Arm(_at, (int)_error);
        try
        {
            made = action();
        }
        catch (Exception e)
        {
            thrown = e;
        }

        _fired = Sonde.Bpf.Faults.Faults.Disarm() != 0;
        HasThrown = thrown is not null;
        (made as IDisposable)?.Dispose();
        if (thrown is not null and not KernelException)
            _fault = $"threw {thrown.GetType().Name}: {thrown.Message} {thrown.StackTrace}";
        else if (thrown is not null && !_fired)
            _fault = $"threw without a fault: {thrown.Message}";
        else if (thrown is not null && _error is Errno.EINTR)
            _fault = $"EINTR was not tried again: {thrown.Message}";
    }

    public void Try(Action action) => Try(() =>
    {
        action();
        return null;
    });

    public void Run(int limit)
    {
        Once(0, Errno.None); // Everything that is made once a process is made now.
        string before = Holdings.DescribeUnchanging();
        Once(0, Errno.None);
        before = Holdings.DescribeSettled(before);
        for (int at = 1; at <= limit; at++)
        {
            bool any = false;
            foreach (Errno error in Errors)
            {
                Once(at, error);
                any |= _fired;
                if (_fired)
                    Faults++;
                string after = Holdings.DescribeSettled(before);
                if (after != before)
                {
                    Failures.Add($"call {at} ({Sonde.Bpf.Faults.Faults.Name}) failing with {error} left behind: {Difference(before, after)}");
                    before = after;
                }
            }

            if (!any)
                return;
        }
    }

    private static string Difference(string before, string after)
        => string.Join(", ", after.Split(", ").Except(before.Split(", "))) + ", before: " + string.Join(", ", before.Split(", ").Except(after.Split(", ")));

    private void Once(int at, Errno error)
    {
        (_at, _error, _fired, _fault) = (at, error, false, null);
        try
        {
            run(this);
        }
        catch (Exception e)
        {
            _ = Sonde.Bpf.Faults.Faults.Disarm();
            _fault = $"outside of the operation: {e}";
        }

        if (_fault is not null)
            Failures.Add($"call {at} ({(at == 0 ? "none" : Sonde.Bpf.Faults.Faults.Name)}) failing with {error}: {_fault}");
    }
}
