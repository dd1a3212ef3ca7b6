// The part of Sonde.Bpf that generated code may use, as signatures: generated code is compiled against it.
namespace Sonde.Bpf;

public sealed record BpfOpenOptions
{
    public System.Action<BpfStructOpsTables>? StructOps { get; init; }
}

public sealed class BpfStructOpsTables
{
    private readonly byte[] _memory = new byte[4096];

    public ref T Get<T>(string name) where T : unmanaged =>
        ref System.Runtime.InteropServices.MemoryMarshal.AsRef<T>(System.MemoryExtensions.AsSpan(_memory));

    public void RequireLayout(string type, int size, string fields) => BpfObject.Require(type, size, fields);
}

public sealed class BpfLinks;

public sealed class BpfProgram;

public abstract class BpfTypedProgram;

public sealed class KprobeProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class TracepointProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class RawTracepointProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class TracingProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class IteratorProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class PerfEventProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class XdpProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class TrafficProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class CgroupProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class SocketFilterProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class SocketMapProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class NetNamespaceProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class NetfilterProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class SyscallProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public sealed class StructOpsProgram(BpfProgram program) : BpfTypedProgram
{
    public BpfProgram Program => program;
}

public interface ITypedMap;

public sealed class BpfHashMap<TKey, TValue> : ITypedMap where TKey : unmanaged where TValue : unmanaged;

public sealed class BpfPerCpuHashMap<TKey, TValue> : ITypedMap where TKey : unmanaged where TValue : unmanaged;

public sealed class BpfArray<TValue> : ITypedMap where TValue : unmanaged;

public sealed class BpfPerCpuArray<TValue> : ITypedMap where TValue : unmanaged;

public sealed class BpfLpmTrie<TAddress, TValue> : ITypedMap where TAddress : unmanaged where TValue : unmanaged;

public sealed class BpfQueue<T> : ITypedMap where T : unmanaged;

public sealed class BpfBloomFilter<T> : ITypedMap where T : unmanaged;

public sealed class BpfStorage<TValue> : ITypedMap where TValue : unmanaged;

public sealed class BpfStackTraces : ITypedMap;

public sealed class BpfBuildIdStacks : ITypedMap;

public sealed class BpfArrayOfMaps : ITypedMap;

public sealed class BpfHashOfMaps<TKey> : ITypedMap where TKey : unmanaged;

public sealed class BpfProgramArray : ITypedMap;

public sealed class BpfCgroupArray : ITypedMap;

public sealed class BpfDeviceMap : ITypedMap;

public sealed class BpfCpuMap : ITypedMap;

public sealed class BpfSocketArray : ITypedMap;

public sealed class BpfSocketHash<TKey> : ITypedMap where TKey : unmanaged;

public sealed class BpfStructOps : ITypedMap;

public sealed class BpfArena : ITypedMap;

public sealed class ReadPace;

public sealed class RingSubscription;

public delegate void RingBytesHandler(System.ReadOnlySpan<byte> record);

public sealed class RingBuffer : ITypedMap
{
    public BpfMap Map { get; } = new();

    public long? Lost => null;

    public RingDrain Drain(int maxRecords, long maxBytes) => default;

    public RingSubscription Subscribe(RingBytesHandler handler, ReadPace? pace = null) => new();
}

public readonly ref struct RingDrain
{
    public Enumerator GetEnumerator() => default;

    public ref struct Enumerator
    {
        public readonly System.ReadOnlySpan<byte> Current => default;

        public bool MoveNext() => false;

        public void Dispose()
        {
        }
    }
}

public readonly ref struct TaggedRecord
{
    public TaggedRecord(RingBuffer ring, System.ReadOnlySpan<byte> bytes) => Bytes = bytes;

    public uint Tag => 0;

    public System.ReadOnlySpan<byte> Bytes { get; }

    public void Require<T>(RingBuffer ring) where T : unmanaged
    {
    }

    public ref readonly T As<T>(uint tag) where T : unmanaged =>
        ref System.Runtime.InteropServices.MemoryMarshal.AsRef<T>(Bytes);
}

public sealed class RingBuffer<T> : ITypedMap where T : unmanaged;

public sealed class UserRingBuffer : ITypedMap;

public sealed class UserRingBuffer<T> : ITypedMap where T : unmanaged;

public sealed class PerfEventArray : ITypedMap;

public sealed class PerfEventArray<T> : ITypedMap where T : unmanaged;

public sealed class BpfArrayOfMaps<TInner> : ITypedMap where TInner : class, ITypedMap;

public sealed class BpfHashOfMaps<TKey, TInner> : ITypedMap where TKey : unmanaged where TInner : class, ITypedMap;

public sealed class BpfMap
{
    public BpfHashMap<TKey, TValue> AsHashMap<TKey, TValue>() where TKey : unmanaged where TValue : unmanaged => new();

    public BpfPerCpuHashMap<TKey, TValue> AsPerCpuHashMap<TKey, TValue>() where TKey : unmanaged where TValue : unmanaged => new();

    public BpfArray<TValue> AsArray<TValue>() where TValue : unmanaged => new();

    public BpfPerCpuArray<TValue> AsPerCpuArray<TValue>() where TValue : unmanaged => new();

    public BpfLpmTrie<TAddress, TValue> AsLpmTrie<TAddress, TValue>() where TAddress : unmanaged where TValue : unmanaged => new();

    public BpfQueue<T> AsQueue<T>() where T : unmanaged => new();

    public BpfQueue<T> AsStack<T>() where T : unmanaged => new();

    public BpfBloomFilter<T> AsBloomFilter<T>() where T : unmanaged => new();

    public BpfStorage<TValue> AsTaskStorage<TValue>() where TValue : unmanaged => new();

    public BpfStorage<TValue> AsSocketStorage<TValue>() where TValue : unmanaged => new();

    public BpfStorage<TValue> AsInodeStorage<TValue>() where TValue : unmanaged => new();

    public BpfStorage<TValue> AsCgroupStorage<TValue>() where TValue : unmanaged => new();

    public BpfStackTraces AsStackTraces() => new();

    public BpfBuildIdStacks AsBuildIdStacks() => new();

    public BpfArrayOfMaps AsArrayOfMaps() => new();

    public BpfHashOfMaps<TKey> AsHashOfMaps<TKey>() where TKey : unmanaged => new();

    public BpfProgramArray AsProgramArray() => new();

    public BpfCgroupArray AsCgroupArray() => new();

    public BpfDeviceMap AsDeviceMap() => new();

    public BpfCpuMap AsCpuMap() => new();

    public BpfSocketArray AsXskMap() => new();

    public BpfSocketArray AsSocketMap() => new();

    public BpfSocketArray AsReusePortArray() => new();

    public BpfSocketHash<TKey> AsSocketHash<TKey>() where TKey : unmanaged => new();

    public BpfStructOps AsStructOps() => new();

    public BpfArena AsArena() => new();

    public RingBuffer AsRingBuffer() => new();

    public RingBuffer<T> AsRingBuffer<T>() where T : unmanaged => new();

    public UserRingBuffer AsUserRingBuffer() => new();

    public UserRingBuffer<T> AsUserRingBuffer<T>() where T : unmanaged => new();

    public PerfEventArray AsPerfEventArray() => new();

    public PerfEventArray<T> AsPerfEventArray<T>() where T : unmanaged => new();

    public BpfArrayOfMaps<TInner> AsArrayOfMaps<TInner>(Func<BpfMap, TInner> view) where TInner : class, ITypedMap => new();

    public BpfHashOfMaps<TKey, TInner> AsHashOfMaps<TKey, TInner>(Func<BpfMap, TInner> view) where TKey : unmanaged where TInner : class, ITypedMap => new();
}

public sealed class BpfObject : System.IDisposable, System.IAsyncDisposable
{
    private readonly byte[] _memory = new byte[4096];

    public static string? FailingMap { get; set; }

    public static string? FailingType { get; set; }

    public static BpfObject? LastOpened { get; private set; }

    public string? ResourceName { get; private init; }

    public bool IsDisposed { get; private set; }

    public static BpfObject OpenResource(System.Reflection.Assembly assembly, string name, BpfOpenOptions? options)
    {
        options?.StructOps?.Invoke(new BpfStructOpsTables());
        return LastOpened = new BpfObject { ResourceName = name };
    }

    public BpfMap GetMap(string name) => name == FailingMap ? throw new System.InvalidOperationException(name) : new BpfMap();

    public BpfProgram GetProgram(string name) => new();

    public ref T GetGlobals<T>(string section) where T : unmanaged =>
        ref System.Runtime.InteropServices.MemoryMarshal.AsRef<T>(System.MemoryExtensions.AsSpan(_memory));

    public ref readonly T ReadGlobals<T>(string section) where T : unmanaged => ref GetGlobals<T>(section);

    public void RequireKernelLayout(string type)
    {
    }

    public void RequireLayout(string type, int size, string fields) => Require(type, size, fields);

    internal static void Require(string type, int size, string fields)
    {
        if (type == FailingType)
            throw new System.InvalidOperationException($"{type}: {size}, {fields}");
    }

    public void Load()
    {
    }

    public BpfLinks Attach() => new();

    public void Dispose() => IsDisposed = true;

    public System.Threading.Tasks.ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
