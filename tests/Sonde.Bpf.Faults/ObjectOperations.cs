namespace Sonde.Bpf.Faults;

/// <summary>Opening, loading, attaching whole objects.</summary>
internal static class ObjectOperations
{
    private static string Resource { get; } = typeof(Numbers).Assembly.GetManifestResourceNames().Single(n => n.EndsWith("Numbers.bpf.o", StringComparison.Ordinal));

    public static Operation[] All =>
    [
        new("open an object", o => o.Try(() => Numbers.Open())),
        new("load an object", o =>
        {
            using Numbers bpf = Numbers.Open();
            o.Try(bpf.Load);
        }),
        new("load an object with programs of many types", o =>
        {
            using Attachments bpf = Prepared.Open(b => [b.Programs.OnXdp, b.Programs.OnTask, b.Programs.OnProbe, b.Programs.OnPacket]);
            o.Try(bpf.Load);
        }),
        new("open an object file", o =>
        {
            string path = Path.Combine(Path.GetTempPath(), $"sonde-faults-{Environment.ProcessId}.bpf.o");
            using (Stream source = typeof(Numbers).Assembly.GetManifestResourceStream(Resource)!)
            using (FileStream file = File.Create(path))
                source.CopyTo(file);
            try
            {
                o.Try(() => BpfObject.OpenFile(path));
            }
            finally
            {
                File.Delete(path);
            }
        }),
        new("load an object with a map that is pinned", o =>
        {
            string pin = Path.Combine(Holdings.PinFolder, "kept");
            using Pinned bpf = Pinned.Open(new BpfOpenOptions { PinRoot = Holdings.PinFolder });
            try
            {
                o.Try(bpf.Load);
                if (o.HasThrown && File.Exists(pin))
                    throw new InvalidOperationException("a pin is left of a map whose object was not loaded");
            }
            finally
            {
                File.Delete(pin);
            }
        }),
        new("load an object and replace a pin", o =>
        {
            string pin = Path.Combine(Holdings.PinFolder, "kept");
            using BpfMap other = BpfMap.Create(Prepared.Hash);
            other.Pin(pin);
            using Pinned bpf = Pinned.Open(new BpfOpenOptions { PinRoot = Holdings.PinFolder, PinConflict = BpfPinConflict.Replace });
            try
            {
                o.Try(bpf.Load);
                if (o.HasThrown)
                    BpfMap.OpenPinned(pin, Prepared.Hash).Dispose(); // As it was.
            }
            finally
            {
                File.Delete(pin);
            }
        }),
        new("attach an object by its sections", o =>
        {
            using Attachments bpf = Prepared.Load(b => [b.Programs.OnCookie, b.Programs.OnTask]);
            o.Try(() => bpf.Attach());
        }),
    ];
}
